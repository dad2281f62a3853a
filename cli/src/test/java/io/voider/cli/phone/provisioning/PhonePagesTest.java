package io.voider.cli.phone.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each key that a phone is sent stands in its maker's page, {@code docs/phones}, with what it is for. */
class PhonePagesTest {
    private static final Path PAGES = Path.of("../docs/phones");
    private static final String SOURCES = "## Where each key is from";
    private static final Pattern KEY = Pattern.compile("`([^`]+)`");

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

    private static Set<String> keys(PhoneDocument document) {
        Set<String> keys = new TreeSet<>();
        Matcher found = key(document).matcher(Documents.text(document, Documents.FACTS));
        while (found.find()) {
            keys.add(found.group(1));
        }
        keys.removeAll(Set.of("mac", "version", "encoding", "standalone"));
        return keys;
    }

    /** Either who makes the phone says what the key is, at an address that is named, or it is said that nothing public was found. */
    @Test
    void everyKeyHasOneSourceAndNoSourceAKeyThatIsNotSent() throws IOException {
        for (String maker : Set.copyOf(PAGE.values())) {
            String page = Files.readString(PAGES.resolve(maker + ".md"));
            List<String> sourced = new ArrayList<>();
            for (String row :
                    page.substring(page.indexOf(SOURCES)).lines().skip(4).toList()) {
                String[] cells = row.split(" [|] ", -1);
                assertThat(cells).as(row).hasSize(2);
                assertThat(cells[0]).containsPattern("https?://[a-z0-9.:-]+/[^ )]");
                KEY.matcher(cells[1]).results().forEach(key -> sourced.add(key.group(1)));
            }
            Set<String> sent = new TreeSet<>();
            PAGE.forEach((document, name) -> sent.addAll(name.equals(maker) ? keys(document) : Set.of()));
            assertThat(sourced).as(maker).doesNotHaveDuplicates();
            assertThat(new TreeSet<>(sourced)).as(maker).isEqualTo(sent);
        }
    }

    @Test
    void everyKeyIsOnItsMakersPage() throws IOException {
        for (Map.Entry<PhoneDocument, String> entry : PAGE.entrySet()) {
            String page = Files.readString(PAGES.resolve(entry.getValue() + ".md"));
            assertThat(keys(entry.getKey()))
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
