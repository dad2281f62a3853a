package io.voider.cli.phone.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.voider.cli.phone.PhoneVendor;
import io.voider.ns.MacAddress;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which phone gets which document. A configuration is for the phone at that address which has that Ethernet address, and for nobody
 * else; what a path says of a phone must be so.
 */
public final class Provisioning {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int LONGEST_AGENT = 256;

    private Provisioning() {}

    /**
     * Answers a phone.
     *
     * @param path what it asks for, without a query; of whatever it may consist
     * @param userAgent what it says it is, or empty
     * @param station the Ethernet address that was heard from the phone's address; null if none was
     * @param facts what there is to say to that phone
     */
    public static ProvisioningAnswer answer(
            String path, String userAgent, @Nullable MacAddress station, PhoneFacts facts) {
        String agent = userAgent.substring(0, Math.min(userAgent.length(), LONGEST_AGENT));
        PhoneVendor vendor = station == null ? PhoneVendor.OTHER : PhoneVendor.of(station, agent);
        Optional<DocumentPath> asked = DocumentPath.of(path, vendor, agent);
        if (asked.isEmpty()) {
            return refusal(404, "there is no such document", ProvisioningCounter.UNKNOWN);
        }
        PhoneDocument document = asked.get().document();
        String mac = station == null ? "" : station.toString().replace(":", "").toLowerCase(Locale.ROOT);
        if (document.secret() && station == null) {
            return refusal(403, "the phone has not been heard yet", ProvisioningCounter.NOT_HEARD);
        }
        if (asked.get().mac() != null && !mac.equals(asked.get().mac())) {
            return refusal(404, "that is another phone's", ProvisioningCounter.NOT_THE_PHONES);
        }
        return new ProvisioningAnswer(200, document.contentType(), document.of(facts, mac), ProvisioningCounter.SERVED);
    }

    private static ProvisioningAnswer refusal(int status, String why, ProvisioningCounter counted) {
        return new ProvisioningAnswer(status, TEXT, (why + "\n").getBytes(UTF_8), counted);
    }
}
