package io.voider.cli.phone.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Whatever a name consists of, it stays a name in every document. */
class ProvisioningProperties {
    @Provide
    Arbitrary<String> anything() {
        Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(60);
        Arbitrary<String> signs = Arbitraries.strings()
                .withChars("<>&\"'\\,;:=#$@{}]%?!-* \u00a0\n\r\t\0\u2028\ud800")
                .ofMaxLength(30);
        Arbitrary<String> places = Arbitraries.of("${admin}", "${entry.name}", "@end\n", "]]>", "-->", "Zoë");
        return Arbitraries.oneOf(any, signs, places);
    }

    private static PhoneFacts named(String exchange, String friend) {
        return Documents.facts(exchange, List.of(new BookEntry(friend, "21"), new BookEntry(friend, "22")));
    }

    private static String first(Document document, String tag) {
        return document.getElementsByTagName(tag).item(0).getTextContent();
    }

    @Property(tries = 200)
    void everyXmlIsWellFormedAndSaysTheName(@ForAll("anything") String exchange, @ForAll("anything") String friend) {
        PhoneFacts facts = named(exchange, friend);
        String name = Escape.legible(exchange);
        for (PhoneDocument document : PhoneDocument.values()) {
            if (document.contentType().startsWith("text/xml")
                    || document.contentType().startsWith("text/html")) {
                Documents.parsed(Documents.text(document, facts));
            }
        }
        Document polycom = Documents.parsed(Documents.text(PhoneDocument.POLYCOM, facts));
        assertThat(polycom.getDocumentElement().getAttribute("reg.1.label")).isEqualTo(name);
        assertThat(first(Documents.parsed(Documents.text(PhoneDocument.GRANDSTREAM_GXP, facts)), "P3"))
                .isEqualTo(name);
        assertThat(first(Documents.parsed(Documents.text(PhoneDocument.SNOM, facts)), "user_realname"))
                .isEqualTo(name);
        for (PhoneDocument book : List.of(
                PhoneDocument.BOOK_YEALINK,
                PhoneDocument.BOOK_SNOM,
                PhoneDocument.BOOK_FANVIL,
                PhoneDocument.BOOK_CISCO)) {
            Document read = Documents.parsed(Documents.text(book, facts));
            assertThat(first(read, "Name")).isEqualTo(Escape.legible(friend));
            assertThat(read.getElementsByTagName("Telephone").getLength()).isEqualTo(2);
        }
        Element page =
                Documents.parsed(Documents.text(PhoneDocument.BOOK_HTML, facts)).getDocumentElement();
        assertThat(page.getElementsByTagName("a").item(0).getTextContent()).isEqualTo(Escape.legible(friend));
    }

    @Property(tries = 300)
    void aLineStaysALine(@ForAll("anything") String exchange) {
        List<String> plain = lines(named("a", "b"));
        List<String> odd = lines(named(exchange, "b"));
        assertThat(odd).hasSameSizeAs(plain).contains("account.1.label = " + Escape.LINE.of(exchange));
    }

    private static List<String> lines(PhoneFacts facts) {
        return Documents.text(PhoneDocument.YEALINK, facts).lines().toList();
    }

    @Property(tries = 300)
    void aBookForDownloadSaysTheNameInItsOwnWay(@ForAll("anything") String friend) {
        PhoneFacts facts = named("home", friend);
        String name = Escape.legible(friend);
        String[] rows = Documents.text(PhoneDocument.BOOK_CSV, facts).split("\r\n", -1);
        assertThat(rows).hasSize(4);
        assertThat(rows[1]).endsWith("\",\"21\"");
        assertThat(rows[1].substring(1, rows[1].length() - 6).replace("\"\"", "\""))
                .isEqualTo(name);
        List<String> card = Arrays.stream(
                        Documents.text(PhoneDocument.BOOK_VCARD, facts).split("\r\n", -1))
                .toList();
        assertThat(card).hasSize(13);
        assertThat(card.get(2).replaceAll("\\\\([\\\\,;])", "$1")).isEqualTo("FN:" + name);
        List<String> ldif =
                Documents.text(PhoneDocument.BOOK_LDIF, facts).lines().toList();
        assertThat(ldif).hasSize(13).allMatch(line -> line.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
        String cn = ldif.get(4).substring("cn:: ".length());
        assertThat(new String(Base64.getDecoder().decode(cn), StandardCharsets.UTF_8))
                .isEqualTo(name);
    }

    @Property(tries = 2_000)
    void whateverIsAskedForThereIsAnAnswer(@ForAll("anything") String path, @ForAll("anything") String agent) {
        ProvisioningAnswer answer = Provisioning.answer("/" + path, agent, Documents.STATION, Documents.FACTS);
        assertThat(answer.status()).isIn(200, 403, 404);
    }
}
