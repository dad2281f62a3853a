package io.voider.cli.phone;

import io.voider.ns.MacAddress;
import java.util.Locale;

/**
 * Who made a phone, as far as that changes what it must be told. Known by the first half of its Ethernet address, which is the
 * maker's, or else by the vendor class of its DHCP messages (RFC 2132, section 9.13).
 */
public enum PhoneVendor {
    GRANDSTREAM("Grandstream", "grandstream", "/Grandstream", "000b82 c074ad ec74d7"),
    YEALINK("Yealink", "yealink", "/", "001565 805ec0 805e0c 249ad8 44dbd2 c4fc22"),
    SNOM("Snom", "snom", "/", "000413 00087b"),
    FANVIL("Fanvil", "fanvil", "/Fanvil/$mac.cfg", "00a859 0c383e"),
    POLYCOM("Polycom", "poly", "/000000000000.cfg", "0004f2 64167f 482567"),
    /** Of so many prefixes that only the vendor class tells. */
    CISCO("Cisco", "cisco|linksys|sipura", "/spa$PSN.cfg", ""),
    OTHER("", "(?!)", "/", "");

    private final String label;
    private final String vendorClass;
    private final String path;
    private final String prefixes;

    PhoneVendor(String label, String vendorClass, String path, String prefixes) {
        this.label = label;
        this.vendorClass = "(?s).*(" + vendorClass + ").*";
        this.path = path;
        this.prefixes = prefixes;
    }

    /** Who made the phone with that address, which calls itself so in its DHCP messages; empty if it says nothing. */
    public static PhoneVendor of(MacAddress station, String vendorClass) {
        String prefix = String.format(Locale.ROOT, "%06x", station.value() >>> 24);
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
