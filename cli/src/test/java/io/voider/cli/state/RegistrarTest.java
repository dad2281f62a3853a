package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.transport.address.Endpoint;
import io.voider.transport.identity.AccessCredential;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.HandoverException;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Rendezvous;
import io.voider.transport.identity.Subscriber;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk, what is told to whoever follows, and in which order. */
class RegistrarTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<PhoneLine> PHONES = List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1")));
    private static final Settings FAST = Settings.DEFAULT.with("strong-crypto", "false");
    private static final String ACCOUNT = new OwnerAccount(
                    List.of(new Endpoint("203.0.113.7", 7443)), Octets.random(RANDOM, 32), Octets.random(RANDOM, 32))
            .text();

    @TempDir
    private Path directory;

    private Home home;
    private Registrar registrar;

    @BeforeEach
    void create() throws Exception {
        home = Home.open(directory.resolve("home"));
        registrar = Registrar.create(home, "alice", "eth1", PHONES, ACCOUNT, FAST, Clock.systemUTC(), RANDOM);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Registrar reopened() throws IOException {
        return Registrar.open(home, Clock.systemUTC(), RANDOM);
    }

    /** Whatever is written to {@code file} from here on fails, as on a full disk, until that is deleted. */
    private Path obstructed(String file) throws IOException {
        Path obstacle = home.directory().resolve(file + ".tmp/in the way");
        Files.createDirectories(obstacle);
        return obstacle;
    }

    private static int serials(Change change) {
        try {
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509")
                    .generateCRL(new ByteArrayInputStream(
                            change.roll().revocationListPem().getBytes(StandardCharsets.US_ASCII)));
            return list.getRevokedCertificates() == null
                    ? 0
                    : list.getRevokedCertificates().size();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatFollowersMakeOfAChangeIsNoneOfTheCommands() throws Exception {
        registrar.follow(change -> {
            throw new IllegalStateException("the line cannot be set up");
        });
        registrar.invite("carol");
        assertThat(reopened().state().friend("carol")).isPresent();
    }

    @Test
    void aRevocationIsInTheListThatFollowersAreGiven() throws Exception {
        registrar.invite("bob");
        List<Integer> serials = new ArrayList<>();
        registrar.follow(change -> serials.add(serials(change)));
        registrar.revoke("bob");
        assertThat(serials).isNotEmpty().containsOnly(1);
        assertThat(reopened().current().roll().friends()).isEmpty();
    }

    @Test
    void aNameThatWouldBeDialledAsANumberOrIsOnesOwnIsRefused() {
        for (String name : List.of("21", "10.1.2.3", "\u0661\u0662", "alice", "ALICE")) {
            assertThatThrownBy(() -> registrar.invite(name)).as(name).isInstanceOf(StateException.class);
        }
        assertThatThrownBy(() -> registrar.configure("name", "21")).hasMessageContaining("is a number");
        assertThat(registrar.state().friends()).isEmpty();
    }

    /** One rule for all that is asked of a line. */
    @Test
    void aLineIsNamedByItsNameItsShortNumberOrWhatOneDials() throws Exception {
        registrar.invite("bob");
        registrar.invite("carol");
        assertThat(registrar.renumber("21", 34).name()).isEqualTo("bob");
        assertThat(registrar.renumber("10*1*2*1", 35).name()).isEqualTo("bob");
        assertThat(registrar.configure("ring-when-quiet", "22").settings().quietExceptions())
                .containsExactly("carol");
        assertThat(registrar.configure("ring-when-quiet", "10.1.2.1").settings().quietExceptions())
                .containsExactly("carol", "bob");
        assertThat(registrar.revoke("35").name()).isEqualTo("bob");
        assertThatThrownBy(() -> registrar.revoke("35")).hasMessageContaining("no friend is called 35");
    }

    @Test
    void whoIsInvitedAnewHasNoLeaveOfWhoWasRevoked() throws Exception {
        registrar.invite("bob");
        registrar.configure("allow-auto-answer", "bob");
        registrar.revoke("bob");
        registrar.invite("bob");
        assertThat(reopened().state().settings().autoAnswer()).isEmpty();
    }

    @Test
    void aFriendIsCutOffBeforeAnythingIsWritten() throws Exception {
        registrar.invite("bob");
        List<Boolean> written = new ArrayList<>();
        registrar.follow(change -> written.add(Files.exists(home.authority().resolve("revoked"))));
        registrar.revoke("bob");
        assertThat(written.get(0)).isFalse();
    }

    @Test
    void whenTheDiskIsFullAFriendIsCutOffAllTheSameAndToldToBeUnwritten() throws Exception {
        registrar.invite("bob");
        Path obstacle = obstructed("authority/revoked");
        List<Change> told = new ArrayList<>();
        registrar.follow(told::add);
        assertThatThrownBy(() -> registrar.revoke("bob"))
                .isInstanceOfSatisfying(
                        UnwrittenException.class, e -> assertThat(e.remedy()).contains("voider revoke bob"))
                .hasMessageContaining("bob is cut off now");
        assertThat(told.get(0).state().friend("bob")).isEmpty();
        assertThat(told.get(0).roll().friends()).isEmpty();
        assertThat(registrar.state().friend("bob")).isEmpty();
        assertThat(reopened().state().friend("bob")).as("after a restart").isPresent();
        Files.delete(obstacle);
        registrar.revoke("bob");
        assertThat(reopened().state().friend("bob")).isEmpty();
    }

    @Test
    void whoIsCutOffStaysSoWhateverElseIsChanged() throws Exception {
        registrar.invite("bob");
        Path obstacle = obstructed("state.json");
        assertThatThrownBy(() -> registrar.revoke("bob")).isInstanceOf(UnwrittenException.class);
        Files.delete(obstacle);
        registrar.configure("media-silence-seconds", "60");
        assertThat(registrar.state().friend("bob")).isEmpty();
        assertThat(reopened().state().friend("bob")).isEmpty();
    }

    @Test
    void anInvitationThatCannotBeWrittenDoesNotExist() throws Exception {
        Path obstacle = obstructed("state.json");
        assertThatThrownBy(() -> registrar.invite("bob")).isInstanceOf(IOException.class);
        assertThat(registrar.state().friend("bob")).isEmpty();
        assertThat(registrar.current().roll().friends()).isEmpty();
        Files.delete(obstacle);
        registrar.invite("bob");
        assertThat(reopened().current().roll().friends()).containsOnlyKeys(2);
    }

    @Test
    void aRevocationThatWasInterruptedIsFinished() throws Exception {
        registrar.invite("bob");
        Files.delete(home.authority().resolve("friends/2.pem"));
        assertThat(reopened().state().friend("bob")).isEmpty();
    }

    private static Invitation invitation(String capability) {
        Rendezvous rendezvous = Rendezvous.of(List.of(Endpoint.parse("203.0.113.7:7443")), new byte[32], capability);
        return Authority.create("dave", Profile.FAST, Clock.systemUTC().instant(), RANDOM)
                .invite(
                        Subscriber.random(2, RANDOM),
                        rendezvous,
                        Invitation.NO_REMOTE,
                        Clock.systemUTC().instant(),
                        RANDOM);
    }

    @Test
    void anInvitationOfOnesOwnIsNotJoined() throws Exception {
        Invitation own = registrar.invite("bob");
        assertThatThrownBy(() -> registrar.join(own, null))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("to be joined on the friend's machine");
        assertThat(registrar.state().exchanges()).isEmpty();
    }

    @Test
    void anInvitationWithACapabilityOfThreeBytesIsRefusedAtTheDoor() {
        assertThatThrownBy(() -> registrar.join(invitation("AAAA"), null))
                .isInstanceOf(HandoverException.class)
                .hasMessageContaining("rendezvous is of no use");
        assertThat(registrar.state().exchanges()).isEmpty();
    }

    @Test
    void soIsAnAccessCredential() throws Exception {
        registrar.invite("bob");
        assertThatThrownBy(() -> registrar.importAccess(seenAt("203.0.113.7:7443")))
                .isInstanceOf(HandoverException.class);
    }

    private static AccessCredential seenAt(String address) {
        Rendezvous rendezvous = Rendezvous.of(List.of(Endpoint.parse(address)), new byte[32], "AAAA");
        return new AccessCredential("bob", "alice", 2, rendezvous);
    }

    @Test
    void anAccessCredentialThatLeadsIntoANetworkIsWarnedOf() {
        assertThat(registrar.objection(seenAt("203.0.113.7:7443"))).isEmpty();
        assertThat(registrar.objection(seenAt("192.168.1.1:7443")))
                .contains("192.168.1.1:7443")
                .endsWith("if you know of none, ask bob for another");
    }

    @Test
    void anInvitationThatHasEndedByThisClockIsWarnedOf() throws Exception {
        Invitation invitation = invitation(registrar.invite("bob").rendezvous().capability());
        assertThat(registrar.objection(invitation)).isEmpty();
        Instant late =
                invitation.credential().certificate().getNotAfter().toInstant().plusSeconds(1);
        Registrar later = Registrar.open(home, Clock.fixed(late, ZoneOffset.UTC), RANDOM);
        assertThat(later.objection(invitation)).contains("ended on").contains("set the clock");
    }

    @Test
    void oneInvitationThatIsDamagedCostsOneLine() throws Exception {
        String capability = registrar.invite("bob").rendezvous().capability();
        registrar.join(invitation(capability), null);
        registrar.join(invitation(capability), "other");
        Files.writeString(Home.invitation(home.directory(), 2), "not an invitation");
        Change change = reopened().current();
        assertThat(change.memberships()).containsOnlyKeys(3);
        assertThat(change.unreadable().exchanges().get(2)).contains("2.ovpn").contains("leave dave");
    }

    @Test
    void theBooksBelongToOneThread() throws Exception {
        Thread other = new Thread(() -> {});
        registrar.confine(other);
        assertThatThrownBy(() -> registrar.invite("bob"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(other.getName());
    }

    @Test
    void initNeverDestroysAnEarlierExchangesKeys() throws Exception {
        byte[] keys = Files.readAllBytes(home.authority().resolve("authority.pem"));
        Files.delete(home.directory().resolve("state.json"));
        assertThatThrownBy(
                        () -> Registrar.create(home, "bob", "eth1", PHONES, ACCOUNT, FAST, Clock.systemUTC(), RANDOM))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("--recover");
        assertThat(Files.readAllBytes(home.authority().resolve("authority.pem")))
                .isEqualTo(keys);
    }

    @Test
    void recoversFromTheKeysWhatCanBeRecovered() throws Exception {
        String capability = registrar.invite("bob").rendezvous().capability();
        registrar.join(invitation(capability), null);
        Files.writeString(home.directory().resolve("state.json"), "");
        home.close();
        home = Home.open(directory.resolve("home"));
        State recovered = Registrar.recover(
                        home, Birth.unborn("unnamed", "eth1", PHONES, ACCOUNT, FAST, RANDOM), Clock.systemUTC(), RANDOM)
                .state();
        assertThat(recovered.name()).isEqualTo("alice");
        assertThat(recovered.exchange("dave")).isPresent();
        assertThat(recovered.friend("friend2")).isPresent();
        assertThat(home.directory().resolve("state.json.damaged")).exists();
        assertThat(reopened().state()).isEqualTo(recovered);
    }

    @Test
    void aBirthThatWasInterruptedLeavesNobodysKeys() throws Exception {
        Files.delete(home.directory().resolve("state.json"));
        Files.createFile(home.directory().resolve("birth"));
        Registrar again = Registrar.create(home, "bob", "eth1", PHONES, ACCOUNT, FAST, Clock.systemUTC(), RANDOM);
        assertThat(again.current().roll().authority().exchange()).isEqualTo("bob");
    }

    @Test
    void aHomeWhoseSocketCouldNotBeOpenedIsRefusedInWords() {
        Path tooLong = directory.resolve("x".repeat(100));
        assertThatThrownBy(() -> Home.open(tooLong))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("too long a path");
        assertThat(tooLong).doesNotExist();
    }

    @Test
    void nameAndPhonesAreSettingsToo() throws Exception {
        registrar.configure("name", "alicia");
        registrar.configure("phone-interface", "eth2");
        registrar.configure("phone-address", "172.16.0.5, 172.16.0.9");
        State state = reopened().state();
        assertThat(state.name()).isEqualTo("alicia");
        assertThat(state.networkInterface()).isEqualTo("eth2");
        assertThat(state.phones()).hasSize(2);
    }
}
