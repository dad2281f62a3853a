package io.voider.cli.phone.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProvisioningTest {
    private static final MacAddress GRANDSTREAM = MacAddress.parse("00:0b:82:10:00:01");
    private static final MacAddress YEALINK = MacAddress.parse("00:15:65:10:00:01");
    private static final MacAddress SNOM = MacAddress.parse("00:04:13:10:00:01");
    private static final MacAddress FANVIL = MacAddress.parse("0c:38:3e:10:00:01");
    private static final MacAddress POLYCOM = MacAddress.parse("64:16:7f:10:00:01");

    private static ProvisioningAnswer ask(String path, String agent, @Nullable MacAddress station) {
        return Provisioning.answer(path, agent, station, Documents.FACTS);
    }

    private static String body(String path, String agent, MacAddress station) {
        ProvisioningAnswer answer = ask(path, agent, station);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void eachMakersPhonesFindTheirConfigurationWhereTheyLookForIt() {
        assertThat(body("/Grandstream/cfg000b82100001.xml", "Grandstream Model HW GXP1610", GRANDSTREAM))
                .contains("<P271>1</P271>");
        assertThat(body("/Grandstream/cfg000b82100001.xml", "Grandstream Model HW GRP2612", GRANDSTREAM))
                .contains("account.1.enable");
        assertThat(body("/001565100001.cfg", "Yealink SIP-T46S", YEALINK)).startsWith("#!version:1.0.0.1");
        assertThat(body("/snomD735-000413100001.htm", "", SNOM)).contains("<settings>");
        assertThat(body("/000413100001.xml", "", SNOM)).contains("<settings>");
        assertThat(body("/Fanvil/0c383e100001.cfg", "", FANVIL)).contains("<sysConf>");
        assertThat(body("/000000000000.cfg", "", POLYCOM)).contains("voider-64167f100001.cfg");
        assertThat(body("/64167f100001.cfg", "", POLYCOM)).contains("<APPLICATION");
        assertThat(body("/voider-64167F100001.cfg", "", POLYCOM)).contains("<polycomConfig");
        assertThat(body("/spa504G.cfg", "Cisco/SPA504G-7.5.5", Documents.STATION))
                .contains("Admin_Passwd>");
        assertThat(body("/8841-3PCC.xml", "Cisco/8841", Documents.STATION)).contains("Admin_Password>");
        assertThat(body("/linphone.xml", "", Documents.STATION)).contains("lpconfig");
        assertThat(body("/", "", Documents.STATION)).contains("by hand");
    }

    /** Told a folder that ends with a slash, a phone may put its own before the file's name. */
    @Test
    void aSlashTooManyIsNone() {
        for (String path : List.of("//linphone.xml", "/Grandstream//cfg02005e100001.xml", "//book///phonebook.xml")) {
            assertThat(ask(path, "", Documents.STATION).status()).as(path).isEqualTo(200);
        }
        assertThat(ask("//cfg02005e100002.xml", "", Documents.STATION).counted())
                .isEqualTo(ProvisioningCounter.NOT_THE_PHONES);
    }

    @Test
    void aConfigurationIsForThePhoneWithThatEthernetAddressAlone() {
        for (String path : List.of(
                "/cfg02005e100002.xml",
                "/Fanvil/02005e100002.cfg",
                "/voider-02005e100002.cfg",
                "/snom720-02005e100002.htm")) {
            ProvisioningAnswer answer = ask(path, "", Documents.STATION);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.counted()).isEqualTo(ProvisioningCounter.NOT_THE_PHONES);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("123456789012");
        }
    }

    @Test
    void whoseEthernetAddressIsNotKnownGetsNoPassword() {
        for (String path : List.of("/cfg02005e100001.xml", "/spa504G.cfg", "/linphone.xml", "/000000000000.cfg")) {
            assertThat(ask(path, "", null).counted()).as(path).isEqualTo(ProvisioningCounter.NOT_HEARD);
        }
        assertThat(ask("/", "", null).status()).isEqualTo(200);
        assertThat(ask("/book.csv", "", null).status()).isEqualTo(200);
    }

    @Test
    void whatIsNoSecretHasNoneInIt() {
        for (PhoneDocument document : PhoneDocument.values()) {
            if (!document.secret()) {
                assertThat(Documents.text(document, Documents.FACTS))
                        .as(document.name())
                        .doesNotContain("123456789012", "p&", "p&amp;");
            }
        }
    }

    @Test
    void everythingElseIsNotThere() {
        for (String path : List.of(
                "/cfg.xml",
                "/cfgGXP1610.xml",
                "/dev000b82100001.cfg",
                "/y000000000028.boot",
                "/../etc/passwd",
                "",
                "book",
                "/02005e100001-directory.xml",
                "/%2e%2e/",
                "/book/../linphone.xml")) {
            assertThat(ask(path, "", Documents.STATION).counted()).as(path).isEqualTo(ProvisioningCounter.UNKNOWN);
        }
    }

    @Test
    void theLinesThatThereAreStandInEveryBook() {
        Map<String, String> numbers = Map.of(
                "/book/phonebook.xml",
                "<phonenumber>21<",
                "/book.vcf",
                "TEL:21",
                "/book.csv",
                "\"21\"",
                "/book/cisco.xml",
                "<Telephone>21<",
                "/book.html",
                "tel:21");
        numbers.forEach(
                (path, number) -> assertThat(body(path, "", Documents.STATION)).contains(number));
    }

    @Test
    void anAdministratorsPasswordIsTwelveDigitsAndEachPhonesOwn() {
        byte[] secret = new byte[32];
        String first = AdminPassword.of(secret, 1);
        assertThat(first).matches("[0-9]{12}").isEqualTo(AdminPassword.of(secret, 1));
        assertThat(first).isNotEqualTo(AdminPassword.of(secret, 2));
        secret[0] = 1;
        assertThat(first).isNotEqualTo(AdminPassword.of(secret, 1));
    }

    @Test
    void aPhoneMayConnectOftenAtOnceAndOnceASecondAfterThat() {
        ConnectionRate rate = new ConnectionRate();
        long now = Long.MAX_VALUE - 5;
        for (int i = 0; i < ConnectionRate.BURST; i++) {
            assertThat(rate.allows(1, now)).as("connection %d", i).isTrue();
        }
        assertThat(rate.allows(1, now)).isFalse();
        assertThat(rate.allows(2, now)).isTrue();
        assertThat(rate.allows(1, now + 999_999_999)).isFalse();
        assertThat(rate.allows(1, now + 1_000_000_000)).isTrue();
        assertThat(rate.allows(1, now + 1_000_000_000)).isFalse();
    }
}
