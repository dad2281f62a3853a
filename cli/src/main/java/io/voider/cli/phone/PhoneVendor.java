package io.voider.cli.phone;

import io.voider.ns.MacAddress;
import java.util.List;
import java.util.Locale;

/**
 * Who made a phone, as far as that changes what it must be told. Known by the first half of its Ethernet address, which is the
 * maker's, or else by the vendor class of its DHCP messages (RFC 2132, section 9.13).
 */
public enum PhoneVendor {
    GRANDSTREAM("Grandstream", "grandstream", "/Grandstream", List.of(0x000b82, 0xc074ad, 0xec74d7)),
    YEALINK(
            "Yealink",
            "yealink",
            "/",
            List.of(0x001565, 0x805ec0, 0x805e0c, 0x249ad8, 0x44dbd2, 0xc4fc22)),
    SNOM("Snom", "snom", "/", List.of(0x000413, 0x00087b)),
    FANVIL("Fanvil", "fanvil", "/Fanvil/$mac.cfg", List.of(0x00a859, 0x0c383e)),
    POLYCOM("Polycom", "poly", "/000000000000.cfg", List.of(0x0004f2, 0x64167f, 0x482567)),
    /** Of so many prefixes that only the vendor class tells. */
    CISCO("Cisco", "cisco|linksys|sipura", "/spa$PSN.cfg", List.of()),
    OTHER("", "(?!)", "/", List.of());

    private final String label;
    private final String vendorClass;
    private final String path;
    private final List<Integer> prefixes;

    PhoneVendor(String label, String vendorClass, String path, List<Integer> prefixes) {
        this.label = label;
        this.vendorClass = "(?s).*(" + vendorClass + ").*";
        this.path = path;
        this.prefixes = prefixes;
    }

    /** Who made the phone with that address, which calls itself so in its DHCP messages; empty if it says nothing. */
    public static PhoneVendor of(MacAddress station, String vendorClass) {
        int prefix = (int) (station.value() >>> 24);
        String lowerCase = vendorClass.toLowerCase(Locale.ROOT);
        PhoneVendor named = OTHER;
        for (PhoneVendor vendor : values()) {
            if (vendor.prefixes.contains(prefix)) {
                return vendor;
            }
            if (named == OTHER && lowerCase.matches(vendor.vendorClass)) {
                named = vendor;
            }
        }
        return named;
    }

    /** Its name; empty for one that is not known. */
    public String label() {
        return label;
    }

    /**
     * Where such a phone is sent for its configuration. Phones of some makers put their own file's name behind it, others put
     * something of theirs in the place of a word that begins with a dollar sign.
     *
     * @param gateway the phone's gateway in dotted form
     */
    public String configurationUrl(String gateway) {
        return "http://" + gateway + path;
    }
}
