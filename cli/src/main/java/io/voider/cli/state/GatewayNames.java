package io.voider.cli.state;

import java.util.Locale;
import java.util.Set;

/** The names by which phones know their gateway, besides its address. Each home's gateway has the same. */
public final class GatewayNames {
    private static final Set<String> NAMES = Set.of("voider", "gateway", "voider.home.arpa", "gateway.home.arpa");

    private GatewayNames() {}

    /** Whether a name is one of them, in whatever case, with a dot at its end or without. */
    public static boolean has(String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return NAMES.contains(bare.toLowerCase(Locale.ROOT));
    }

    /** Whether a host of a URI is a phone's gateway, by its name or its address. */
    public static boolean isGateway(String host, PhoneAddress phone) {
        return has(host) || host.equals(phone.gatewayText()) || host.equals(phone.gatewayText() + ".");
    }
}
