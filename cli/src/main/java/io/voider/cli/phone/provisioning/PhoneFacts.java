package io.voider.cli.phone.provisioning;

import io.netty.util.NetUtil;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a phone's documents say.
 *
 * @param number the phone's number p at this home, 1…254
 * @param address the phone's IPv4 address
 * @param gateway the node's IPv4 address towards it
 * @param exchange what the exchange is called
 * @param admin the password of the phone's own menu and web page, digits
 * @param password the password of its account at the gateway, or null if none is asked for
 * @param edition a number that is higher whenever the phone's configuration is another, up to ten digits: a Fanvil takes none that is not
 *     higher than the one that it has
 * @param book whom it may call, in the order in which they are shown
 */
public record PhoneFacts(
        int number,
        int address,
        int gateway,
        String exchange,
        String admin,
        @Nullable String password,
        long edition,
        List<BookEntry> book) {
    /** How many phones have a short number, 101 and so on. */
    private static final int SHORT_NUMBERS = 99;

    public PhoneFacts {
        book = List.copyOf(book);
    }

    /** What phone {@code number} calls itself at the registrar: its short number, as far as there is one. */
    public static String user(int number) {
        return number <= SHORT_NUMBERS ? Integer.toString(100 + number) : "phone" + number;
    }

    /** By the names that templates have for them. */
    Map<String, String> values(String mac) {
        Map<String, String> values = new HashMap<>();
        values.put("number", Integer.toString(number));
        values.put("address", NetUtil.intToIpAddress(address));
        values.put("gateway", NetUtil.intToIpAddress(gateway));
        values.put("name", exchange);
        values.put("user", user(number));
        values.put("mac", mac);
        values.put("admin", admin);
        values.put("password", password == null ? "" : password);
        values.put("edition", String.format(Locale.ROOT, "%010d", edition));
        values.put("passwordByHand", password == null ? "none" : "as voider phone account " + number + " says");
        return values;
    }
}
