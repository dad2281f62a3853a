package io.voider.cli.phone.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each key that a phone is sent stands in its maker's page, {@code docs/phones}, with what it is for. */
class PhonePagesTest {
    private static final Path PAGES = Path.of("../docs/phones");

    /** Which page tells of which documents, and what a key looks like there. */
    private static final Map<PhoneDocument, String> PAGE = Map.of(
            PhoneDocument.GRANDSTREAM_GXP, "grandstream",
            PhoneDocument.GRANDSTREAM_GRP, "grandstream",
            PhoneDocument.YEALINK, "yealink",
            PhoneDocument.SNOM, "snom",
            PhoneDocument.FANVIL, "fanvil",
            PhoneDocument.POLYCOM_MASTER, "polycom",
            PhoneDocument.POLYCOM, "polycom",
            PhoneDocument.CISCO_SPA, "cisco",
            PhoneDocument.CISCO_MPP, "cisco",
            PhoneDocument.LINPHONE, "linphone");

    private static Pattern key(PhoneDocument document) {
        return Pattern.compile(
                switch (document) {
                    case GRANDSTREAM_GRP, LINPHONE -> "name=\"([^\"]+)\"";
                    case YEALINK -> "(?m)^([a-z0-9._]+) =";
                    case POLYCOM, POLYCOM_MASTER -> "\\s([A-Za-z][A-Za-z0-9._]+)=\"";
                    default -> "<([A-Za-z][A-Za-z0-9_]*)(?: [^<>]*)?>[^<\\n]*</";
                });
    }

    @Test
    void everyKeyIsOnItsMakersPage() throws IOException {
        for (Map.Entry<PhoneDocument, String> entry : PAGE.entrySet()) {
            String page = Files.readString(PAGES.resolve(entry.getValue() + ".md"));
            Set<String> keys = new TreeSet<>();
            Matcher found = key(entry.getKey()).matcher(Documents.text(entry.getKey(), Documents.FACTS));
            while (found.find()) {
                keys.add(found.group(1));
            }
            keys.removeAll(Set.of("mac", "version", "encoding", "standalone"));
            assertThat(keys)
                    .as(entry.getKey().name())
                    .isNotEmpty()
                    .allSatisfy(key ->
                            assertThat(page).as("%s.md", entry.getValue()).contains("`" + key + "`"));
        }
    }

    @Test
    void everySecretDocumentHasAPageThatSaysWhetherItWasTried() throws IOException {
        for (PhoneDocument document : PhoneDocument.values()) {
            if (document.secret()) {
                assertThat(PAGE).containsKey(document);
                assertThat(Files.readString(PAGES.resolve(PAGE.get(document) + ".md")))
                        .containsPattern("[*][*](Not tried on the device:|Tried)[*][*]")
                        .contains("Where it is from");
            }
        }
    }
}
