package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SipHeaderTest {
    private static final Set<String> NOT_REGISTERED = Set.of("Also", "Diversion", "Remote-Party-ID");

    /** Lines of name, space, compact form if there is one, as IANA's registry of SIP header fields lists them. */
    private static List<String> registry() throws IOException {
        try (InputStream list = SipHeaderTest.class.getResourceAsStream("/iana-sip-header-fields.txt")) {
            assertThat(list).isNotNull();
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void theTableIsTheRegistryAndThreeMoreThatPhonesUse() throws IOException {
        Set<String> table = Arrays.stream(SipHeader.values())
                .filter(header -> !NOT_REGISTERED.contains(header.fieldName()))
                .map(header -> (header.fieldName() + " " + (header.compact() == 0 ? "" : header.compact())).trim())
                .collect(Collectors.toSet());
        assertThat(table).containsExactlyInAnyOrderElementsOf(registry());
    }

    @Test
    void addressesAreMappedWhereAnExchangeHasTo() {
        assertThat(Arrays.stream(SipHeader.values())
                        .filter(header -> header.treatment().mapped())
                        .map(SipHeader::fieldName))
                .contains(
                        "Via",
                        "Contact",
                        "Route",
                        "Record-Route",
                        "Path",
                        "Service-Route",
                        "From",
                        "To",
                        "Refer-To",
                        "Referred-By",
                        "Reply-To",
                        "P-Asserted-Identity",
                        "P-Preferred-Identity",
                        "Remote-Party-ID",
                        "Diversion",
                        "History-Info",
                        "Alert-Info",
                        "Call-Info",
                        "Also",
                        "Warning")
                .doesNotContain(
                        "Call-ID",
                        "Replaces",
                        "Content-Length",
                        "Authorization",
                        "Proxy-Authorization",
                        "Subject",
                        "In-Reply-To");
    }

    @Test
    void eachIsFoundByItsNamesInAnyCase() {
        for (SipHeader header : SipHeader.values()) {
            assertThat(SipHeader.of(header.fieldName())).isEqualTo(header);
            assertThat(SipHeader.of(header.fieldName().toUpperCase(Locale.ROOT)))
                    .isEqualTo(header);
            assertThat(SipHeader.of(header.fieldName() + "x")).isNotEqualTo(header);
            if (header.compact() != 0) {
                assertThat(SipHeader.of(String.valueOf(header.compact()))).isEqualTo(header);
            }
            assertThat(header.why()).isNotBlank();
            assertThat(header.source()).isNotBlank();
        }
        assertThat(SipHeader.of("")).isNull();
        assertThat(SipHeader.of("z")).isNull();
        assertThat(SipHeader.of("x".repeat(40))).isNull();
    }

    @Test
    void whatSaysWhereAMessageEndsOrBelongsMayBeThereOnce() {
        assertThat(Arrays.stream(SipHeader.values()).filter(SipHeader::once))
                .containsExactlyInAnyOrder(
                        SipHeader.CALL_ID,
                        SipHeader.CONTENT_LENGTH,
                        SipHeader.CONTENT_TYPE,
                        SipHeader.CSEQ,
                        SipHeader.FROM,
                        SipHeader.TO);
    }
}
