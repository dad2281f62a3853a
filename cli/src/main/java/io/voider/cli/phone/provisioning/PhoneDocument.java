package io.voider.cli.phone.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The documents that there are for phones, each of a template of its own. */
enum PhoneDocument {
    GRANDSTREAM_GXP("grandstream-gxp.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    GRANDSTREAM_GRP("grandstream-grp.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    YEALINK("yealink.cfg", "text/plain", Escape.LINE, Secrecy.SECRET),
    SNOM("snom.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    FANVIL("fanvil.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    POLYCOM_MASTER("polycom-master.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    POLYCOM("polycom.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    CISCO_SPA("cisco-spa.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    CISCO_MPP("cisco-mpp.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    LINPHONE("linphone.xml", "text/xml", Escape.XML, Secrecy.SECRET),
    BY_HAND("by-hand.html", "text/html", Escape.XML, Secrecy.HARMLESS),
    BOOK_GRANDSTREAM("book-grandstream.xml", "text/xml", Escape.XML, Secrecy.HARMLESS),
    BOOK_YEALINK("book-yealink.xml", "text/xml", Escape.XML, Secrecy.HARMLESS),
    BOOK_SNOM("book-snom.xml", "text/xml", Escape.XML, Secrecy.HARMLESS),
    BOOK_FANVIL("book-fanvil.xml", "text/xml", Escape.XML, Secrecy.HARMLESS),
    BOOK_CISCO("book-cisco.xml", "text/xml", Escape.XML, Secrecy.HARMLESS),
    BOOK_HTML("book.html", "text/html", Escape.XML, Secrecy.HARMLESS),
    BOOK_VCARD("book.vcf", "text/vcard", Escape.VCARD, Secrecy.HARMLESS),
    BOOK_LDIF("book.ldif", "text/plain", Escape.LDIF, Secrecy.HARMLESS),
    BOOK_CSV("book.csv", "text/csv", Escape.CSV, Secrecy.HARMLESS);

    /** Whether there are passwords in it. */
    enum Secrecy {
        SECRET,
        HARMLESS
    }

    @SuppressWarnings("ImmutableEnumChecker") // a template has final texts and nothing else
    private final Template template;

    private final String contentType;
    private final Secrecy secrecy;
    private final boolean networkLines;

    PhoneDocument(String resource, String contentType, Escape escape, Secrecy secrecy) {
        this.template = Template.load(resource, escape);
        this.contentType = contentType + "; charset=utf-8";
        this.secrecy = secrecy;
        // RFC 4180 and RFC 6350 want their lines to end as on the wire.
        this.networkLines = escape == Escape.CSV || escape == Escape.VCARD;
    }

    String contentType() {
        return contentType;
    }

    boolean secret() {
        return secrecy == Secrecy.SECRET;
    }

    /** The document of a phone with that MAC address, twelve digits in small letters. */
    byte[] of(PhoneFacts facts, String mac) {
        String text = template.filled(facts.values(mac), facts.book());
        return (networkLines ? text.replace("\n", "\r\n") : text).getBytes(UTF_8);
    }
}
