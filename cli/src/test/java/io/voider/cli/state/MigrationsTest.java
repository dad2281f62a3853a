package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** States as earlier programs wrote them, to the byte. */
class MigrationsTest {
    /** Of the program before there were the two last settings. */
    private static final String FIRST = """
        {
          "schema" : 1,
          "name" : "alice",
          "networkInterface" : "eth1",
          "phones" : [ {
            "number" : 1,
            "address" : "172.20.39.5"
          } ],
          "sealingSeed" : "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
          "rendezvous" : null,
          "friends" : [ {
            "number" : 2,
            "name" : "Bob",
            "invitedAt" : "2026-11-22T12:00:00Z",
            "revokedAt" : null,
            "mayCallSubscribers" : true,
            "reader" : "reader",
            "access" : null,
            "wanPort" : 61234
          }, {
            "number" : 3,
            "name" : "bob",
            "invitedAt" : "2026-11-22T12:00:00Z",
            "revokedAt" : null,
            "mayCallSubscribers" : false,
            "reader" : "other",
            "access" : null,
            "wanPort" : 61235
          } ],
          "exchanges" : [ {
            "index" : 2,
            "name" : "carol",
            "me" : 7,
            "joinedAt" : "2026-11-22T12:00:00Z",
            "reader" : null,
            "wanPort" : 61236
          } ],
          "settings" : {
            "expeditedForwarding" : true,
            "mediaSilenceSeconds" : 120,
            "namespacePrefix" : "voider",
            "strongCrypto" : true
          }
        }\
        """;

    private static ObjectNode read(String document) {
        return (ObjectNode) StrictJson.MAPPER.readTree(document);
    }

    @Test
    void layoutTwoHasTheSettingsThatTheFirstLacked() {
        ObjectNode second = Migrations.migrated(read(FIRST), 1);
        JsonNode settings = second.path("settings");
        assertThat(settings.path("takeAnyInterface").booleanValue()).isFalse();
        assertThat(settings.path("autoAnswer").isEmpty()).isTrue();
        assertThat(settings.path("mediaSilenceSeconds").intValue()).isEqualTo(120);
        assertThat(second.path("schema").intValue()).isEqualTo(State.SCHEMA);
        assertThat(Migrations.migrated(second, State.SCHEMA)).isEqualTo(second);
    }

    @Test
    void whatALaterProgramOfTheFirstLayoutHadSaidStays() {
        ObjectNode first = read(FIRST);
        ((ObjectNode) first.path("settings"))
                .put("takeAnyInterface", true)
                .putArray("autoAnswer")
                .add("Bob");
        ObjectNode before = first.deepCopy();
        JsonNode settings = Migrations.migrated(first, 1).path("settings");
        assertThat(settings.path("takeAnyInterface").booleanValue()).isTrue();
        assertThat(settings.path("autoAnswer").path(0).stringValue()).isEqualTo("Bob");
        assertThat(first).isEqualTo(before);
    }

    @Test
    void layoutThreeGivesEachLineAShortNumberInTheOrderOfInvitation() {
        ObjectNode second = Migrations.migrated(read(FIRST), 1);
        second.remove("shortNumbers");
        ObjectNode revoked = (ObjectNode) second.path("friends").path(0);
        revoked.put("revokedAt", "2026-11-23T12:00:00Z");
        ObjectNode before = second.deepCopy();
        JsonNode numbers = Migrations.migrated(second, 2).path("shortNumbers");
        assertThat(second).isEqualTo(before);
        assertThat(StrictJson.MAPPER.treeToValue(numbers, ShortNumbers.class).given())
                .containsExactly(new ShortNumber(21, 1, 3, "bob", true), new ShortNumber(22, 2, 1, "carol", true));
    }

    @Test
    void layoutFourSaysOfAccountsWhatTheThirdDid() {
        ObjectNode third = Migrations.migrated(read(FIRST), 1);
        ((ObjectNode) third.path("settings")).remove("callerNames");
        ((ObjectNode) third.path("settings")).remove("accountPasswords");
        JsonNode settings = Migrations.migrated(third, 3).path("settings");
        assertThat(settings.path("callerNames").booleanValue()).isTrue();
        assertThat(settings.path("accountPasswords").asBoolean(true)).isFalse();
        assertThat(settings.path("mediaSilenceSeconds").intValue()).isEqualTo(120);
    }

    @Test
    void layoutFiveRingsAtAllTimesAsTheFourthDid() {
        ObjectNode fourth = Migrations.migrated(read(FIRST), 1);
        ((ObjectNode) fourth.path("settings")).remove("quiet");
        ((ObjectNode) fourth.path("settings")).remove("quietExceptions");
        JsonNode settings = Migrations.migrated(fourth, 4).path("settings");
        assertThat(settings.path("quiet").asString("")).isEqualTo("off");
        assertThat(settings.path("quietExceptions").isEmpty()).isTrue();
    }

    @Test
    void layoutSixForwardsNothingAsTheFifthDid() {
        ObjectNode fifth = Migrations.migrated(read(FIRST), 1);
        ((ObjectNode) fifth.path("settings")).remove("forwards");
        JsonNode settings = Migrations.migrated(fifth, 5).path("settings");
        assertThat(settings.path("forwards").isArray()).isTrue();
        assertThat(settings.path("forwards").isEmpty()).isTrue();
    }

    @Test
    void layoutEightHasNoPageAsTheSeventhHadNone() {
        ObjectNode seventh = Migrations.migrated(read(FIRST), 1);
        ((ObjectNode) seventh.path("settings")).remove("web");
        seventh.remove("webAccess");
        JsonNode eighth = Migrations.migrated(seventh, 7);
        assertThat(eighth.path("settings").path("web").asString("")).isEqualTo("off");
        assertThat(StrictJson.MAPPER.treeToValue(eighth.path("webAccess"), WebAccess.class))
                .isEqualTo(WebAccess.NONE);
    }

    @Test
    void layoutThreeHasANumberForEachOfFiveHundredAndSixLines() {
        ObjectNode second = Migrations.migrated(read(FIRST), 1);
        second.remove("shortNumbers");
        var friends = second.putArray("friends");
        var exchanges = second.putArray("exchanges");
        for (int number = 2; number <= 254; number++) {
            friends.addObject()
                    .put("number", number)
                    .put("name", "friend" + number)
                    .putNull("revokedAt");
            exchanges.addObject().put("index", number).put("name", "exchange" + number);
        }
        JsonNode numbers = Migrations.migrated(second, 2).path("shortNumbers");
        ShortNumbers migrated = StrictJson.MAPPER.treeToValue(numbers, ShortNumbers.class);
        assertThat(migrated.given()).hasSize(506);
        ShortNumbers given = ShortNumbers.NONE;
        for (ShortNumber one : migrated.given()) {
            given = given.giving(one.exchange(), one.subscriber(), one.name());
        }
        assertThat(given).as("as this program gives them").isEqualTo(migrated);
    }

    @Test
    void anEarlierStateIsWrittenAnewAtTheFirstOpeningAndKeptAsItWas(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("state.json"), FIRST);
        assertThat(Home.read(directory)).isNotNull();
        assertThat(directory.resolve("state.json")).hasContent(FIRST);
        try (Home home = Home.open(directory)) {
            State state = Objects.requireNonNull(home.load());
            assertThat(state.friend("Bob")).get().extracting(Friend::number).isEqualTo(2);
            assertThat(state.friend("bob")).get().extracting(Friend::number).isEqualTo(3);
            assertThat(state.friend("BOB")).isPresent();
            assertThat(state.exchange("Carol")).isPresent();
            assertThat(state.shortNumbers().of(1, 3)).isEqualTo(22);
        }
        assertThat(directory.resolve("state.json.layout-1")).hasContent(FIRST);
        assertThat(Files.readString(directory.resolve("state.json"))).contains("\"schema\" : " + State.SCHEMA);
    }

    @Test
    void aLaterProgramsStateIsRefusedInWordsAndLeftAlone(@TempDir Path directory) throws Exception {
        String later = FIRST.replace("\"schema\" : 1", "\"schema\" : " + (State.SCHEMA + 1));
        Files.writeString(directory.resolve("state.json"), later);
        try (Home home = Home.open(directory)) {
            assertThatThrownBy(home::load)
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("written by a later voider, in layout " + (State.SCHEMA + 1))
                    .hasMessageNotContaining("--recover");
            assertThat(home.isStateless()).isFalse();
        }
        assertThat(directory.resolve("state.json")).hasContent(later);
    }
}
