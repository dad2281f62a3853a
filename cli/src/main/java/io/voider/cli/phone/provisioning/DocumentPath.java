package io.voider.cli.phone.provisioning;

import io.voider.cli.phone.PhoneVendor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a phone asks for by a path, and of which phone.
 *
 * @param document what it is
 * @param mac whose it is, twelve digits in small letters; null if the path does not say
 */
record DocumentPath(PhoneDocument document, @Nullable String mac) {
    /** A phone that is told a folder may put a slash of its own behind the one that the folder ends with. */
    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private static final String MAC = "([0-9a-f]{12})";

    /** A path in small letters; that of a configuration has at most one group, the phone's MAC address. */
    private record Rule(Pattern path, PhoneVendor vendor, PhoneDocument document) {
        /** Of whomever asks. */
        Rule(String path, PhoneDocument document) {
            this(path, PhoneVendor.OTHER, document);
        }

        /** Of one maker's phones, where others ask for something else by the same name. */
        Rule(String path, PhoneVendor vendor, PhoneDocument document) {
            this(Pattern.compile(path), vendor, document);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule("(?:/grandstream)?/cfg" + MAC + "\\.xml", PhoneDocument.GRANDSTREAM_GXP),
            new Rule("/" + MAC + "\\.cfg", PhoneVendor.YEALINK, PhoneDocument.YEALINK),
            new Rule("/snom[0-9a-z]{1,12}-" + MAC + "\\.html?", PhoneDocument.SNOM),
            new Rule("/" + MAC + "\\.xml", PhoneVendor.SNOM, PhoneDocument.SNOM),
            new Rule("/fanvil/" + MAC + "\\.cfg", PhoneDocument.FANVIL),
            new Rule("/" + MAC + "\\.cfg", PhoneVendor.FANVIL, PhoneDocument.FANVIL),
            new Rule("/000000000000\\.cfg", PhoneDocument.POLYCOM_MASTER),
            new Rule("/" + MAC + "\\.cfg", PhoneVendor.POLYCOM, PhoneDocument.POLYCOM_MASTER),
            new Rule("/voider-" + MAC + "\\.cfg", PhoneDocument.POLYCOM),
            new Rule("/spa[0-9a-z]{1,12}\\.cfg", PhoneDocument.CISCO_SPA),
            new Rule("/" + MAC + "\\.xml", PhoneVendor.CISCO, PhoneDocument.CISCO_MPP),
            new Rule("/(?:cp-)?[678][0-9]{3}(?:-[0-9a-z-]{1,16})?\\.xml", PhoneDocument.CISCO_MPP),
            new Rule("/linphone\\.xml", PhoneDocument.LINPHONE),
            new Rule("(?:/grandstream)?(?:/book)?/phonebook\\.xml", PhoneDocument.BOOK_GRANDSTREAM),
            new Rule("/book/yealink\\.xml", PhoneDocument.BOOK_YEALINK),
            new Rule("/book/snom\\.xml", PhoneDocument.BOOK_SNOM),
            new Rule("/book/fanvil\\.xml", PhoneDocument.BOOK_FANVIL),
            new Rule("/book/cisco\\.xml", PhoneDocument.BOOK_CISCO),
            new Rule("/book\\.html", PhoneDocument.BOOK_HTML),
            new Rule("/book\\.vcf", PhoneDocument.BOOK_VCARD),
            new Rule("/book\\.ldif", PhoneDocument.BOOK_LDIF),
            new Rule("/book\\.csv", PhoneDocument.BOOK_CSV),
            new Rule("/", PhoneDocument.BY_HAND));

    /**
     * Reads a path.
     *
     * @param vendor who made the phone that asks
     * @param userAgent what it says it is
     */
    static Optional<DocumentPath> of(String path, PhoneVendor vendor, String userAgent) {
        String small = SLASHES.matcher(path.toLowerCase(Locale.ROOT)).replaceAll("/");
        for (Rule rule : RULES) {
            Matcher names = rule.path.matcher(small);
            if (names.matches() && (rule.vendor == PhoneVendor.OTHER || rule.vendor == vendor)) {
                return Optional.of(new DocumentPath(
                        model(rule.document, userAgent), names.groupCount() == 0 ? null : names.group(1)));
            }
        }
        return Optional.empty();
    }

    /** Grandstream's later phones ask for the same file, and have names instead of numbers in it. */
    private static PhoneDocument model(PhoneDocument document, String userAgent) {
        boolean later = document == PhoneDocument.GRANDSTREAM_GXP && userAgent.contains("GRP26");
        return later ? PhoneDocument.GRANDSTREAM_GRP : document;
    }
}
