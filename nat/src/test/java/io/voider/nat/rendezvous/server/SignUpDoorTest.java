package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.client.Home;
import io.voider.nat.rendezvous.client.RendezvousClient;
import io.voider.nat.rendezvous.client.SignUpClient;
import io.voider.nat.rendezvous.client.SignUpDeclinedException;
import io.voider.nat.rendezvous.client.SignUpPlace;
import io.voider.nat.rendezvous.seal.SealingKey;
import io.voider.nat.rendezvous.signup.Patience;
import io.voider.nat.rendezvous.signup.SignUpBooks;
import io.voider.nat.rendezvous.signup.SignUpSettings;
import io.voider.nat.rendezvous.signup.openpgp.GpgHome;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import io.voider.nat.rendezvous.wire.ProofOfWork;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers at a real server on loopback, with gpg, voider's own client, and curl. */
class SignUpDoorTest {
    private static final int WORK_BITS = 8;
    private static final Patience PATIENCE = new Patience(30);

    @TempDir
    private Path directory;

    private GpgHome gpg;
    private String certificate;
    private RendezvousServer server;
    private SignUpClient client;

    @BeforeEach
    void start() throws Exception {
        gpg = new GpgHome(directory);
        certificate = new String(
                gpg.certificate("stranger@x.invalid", "ed25519", "sign", "1y", "cv25519"), StandardCharsets.US_ASCII);
        server = RendezvousServer.start(
                RendezvousConfiguration.of(
                                state(),
                                List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                        .withPorts(0, 0, 0),
                RendezvousServer.Sockets.EPOLL);
        client = new SignUpClient(new SignUpPlace(server.addresses().get(0), server.pin()));
    }

    private Path state() {
        return directory.resolve("rendezvous");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        gpg.close();
    }

    private void open(boolean vouchers, int work, long validSeconds) throws Exception {
        new SignUpSettings(true, null, vouchers, work, validSeconds, null).save(state());
        PATIENCE.await("the door is open", () -> client.terms().open());
    }

    private String voucher() throws IOException {
        try (SignUpBooks books = SignUpBooks.in(state())) {
            return books.makeVouchers(1).get(0);
        }
    }

    @Test
    void letsNobodyInUntilTheOperatorSaysSo() throws Exception {
        assertThat(client.terms().open()).isFalse();
        assertThatThrownBy(() -> client.order(Map.of("key", certificate)))
                .isInstanceOf(SignUpDeclinedException.class)
                .hasMessageContaining("lets nobody sign up");
    }

    /** The account works: its owner is known to the server. */
    @Test
    void givesAnAccountForAVoucherOnce() throws Exception {
        open(true, 0, 0);
        String code = voucher();
        OrderAnswer answer = client.order(Map.of("key", certificate, "voucher", code));
        assertThat(answer.state()).isEqualTo("ready");
        assertThat(client.look(answer.id())).isEqualTo(answer);
        OwnerAccount account = OwnerAccount.parse(gpg.decrypt(String.valueOf(answer.message())));
        assertThat(account.addresses()).isEqualTo(server.addresses());
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (Home owner =
                new Home(RendezvousClient.Settings.of(account, SealingKey.random(new SecureRandom())), group.next())) {
            owner.await("relay");
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
        assertThatThrownBy(() -> client.order(Map.of("key", certificate, "voucher", code)))
                .isInstanceOf(SignUpDeclinedException.class)
                .hasMessageContaining("has been used");
    }

    @Test
    void givesAnAccountForWorkOnce() throws Exception {
        open(false, WORK_BITS, 0);
        Octets hash = Octets.of(certificate.getBytes(StandardCharsets.UTF_8)).sha256();
        ProofOfWork work = ProofOfWork.find(server.pin(), hash, client.terms().hour(), WORK_BITS, () -> true);
        Map<String, String> form =
                Map.of("key", certificate, "hour", Long.toString(work.hour()), "number", Long.toString(work.number()));
        assertThat(client.order(form).state()).isEqualTo("ready");
        assertThatThrownBy(() -> client.order(form)).hasMessageContaining("shown before");
        assertThatThrownBy(() -> client.order(Map.of(
                        "key",
                        certificate + " ",
                        "hour",
                        Long.toString(work.hour()),
                        "number",
                        Long.toString(work.number()))))
                .hasMessageContaining("not enough");
    }

    @Test
    void everyPathHasAnAnswer() throws Exception {
        open(true, 0, 0);
        for (String path :
                List.of("/orders/message", "/orders/", "/orders/%", "/orders/%zz", "/%", "/orders//message")) {
            assertThatThrownBy(() -> client.look(path.substring(path.lastIndexOf('/') + 1)))
                    .as(path)
                    .isInstanceOf(SignUpDeclinedException.class);
        }
    }

    @Test
    void prolongsTheAccountOfTheSameKey() throws Exception {
        open(true, 0, 86_400);
        // By anybody: certificates are public, and the line is for the key's owner alone.
        OrderAnswer first = client.order(Map.of("key", certificate, "voucher", voucher()));
        OrderAnswer again = client.order(Map.of("key", certificate, "voucher", voucher()));
        assertThat(gpg.decrypt(String.valueOf(again.message())))
                .startsWith("voider1/")
                .isEqualTo(gpg.decrypt(String.valueOf(first.message())));
        try (SignUpBooks books = SignUpBooks.in(state())) {
            assertThat(books.book().orders())
                    .extracting(order -> order.account())
                    .containsOnly(books.book().orders().get(0).account());
        }
    }

    @Test
    void refusesInSentencesThatRepeatNothing() throws Exception {
        open(true, 0, 0);
        assertThatThrownBy(() -> client.order(Map.of("key", "<script>", "voucher", voucher())))
                .hasMessageContaining("no armoured OpenPGP certificate");
        assertThatThrownBy(() -> client.order(Map.of("key", certificate))).hasMessageContaining("who have a voucher");
        assertThatThrownBy(() -> client.order(Map.of("key", certificate, "voucher", "<script>")))
                .hasMessageContaining("not known here");
        assertThatThrownBy(() -> client.look("AAAAAAAAAAAAAAAAAAAAAA")).hasMessageContaining("no such order");
    }

    @Test
    void takesSoManyOrdersOfAnAddressAndNoMore() throws Exception {
        open(true, 0, 0);
        int stood = 0;
        try {
            while (stood < 50) {
                client.order(Map.of("key", certificate, "voucher", voucher()));
                stood++;
            }
        } catch (SignUpDeclinedException declined) {
            assertThat(declined).hasMessageContaining("try again in an hour");
        }
        assertThat(stood).isBetween(4, 6);
    }

    @Test
    void servesCurlAndBrowsersWithoutAnyScript() throws Exception {
        open(true, 0, 0);
        Path key = Files.writeString(directory.resolve("key.asc"), certificate);
        assertThat(curl("/")).contains("curl").contains("a voucher");
        assertThat(curl("/", "-H", "Accept: text/html")).contains("<textarea").doesNotContain("<script");
        String ordered = curl("/orders", "--data-urlencode", "key@" + key, "-d", "voucher=" + voucher());
        assertThat(ordered).contains("The account is ready").contains("BEGIN PGP MESSAGE");
        String id = ordered.lines()
                .filter(line -> line.startsWith("Order:"))
                .map(line -> line.substring(6).strip())
                .findFirst()
                .orElseThrow();
        OwnerAccount.parse(gpg.decrypt(curl("/orders/" + id + "/message")));
        assertThat(curl("/orders/" + id, "-H", "Accept: text/html", "-i"))
                .contains("BEGIN PGP MESSAGE")
                .containsIgnoringCase("content-security-policy: default-src 'none'")
                .containsIgnoringCase("cache-control: no-store");
        assertThat(curl("/nowhere", "-i")).contains("404");
        assertThat(curl("/orders", "-X", "DELETE", "-i")).contains("405");
    }

    /** As docs/sign-up.md has it: the operator's certificate by curl, into gpg, and then gpg --decrypt. */
    @Test
    void signsTheLineWithTheOperatorsKeyAndGivesNoneUnsigned() throws Exception {
        Path key = directory.resolve("operator.key");
        try (GpgHome operator = new GpgHome(Files.createDirectory(directory.resolve("operator")))) {
            Files.write(key, operator.secretKey("operator@x.invalid", "ed25519"));
        }
        new SignUpSettings(true, null, true, 0, 0, new SignUpSettings.Signing(key.toString(), null)).save(state());
        PATIENCE.await("the door is open", () -> client.terms().open());
        String signer = String.valueOf(client.terms().signer());
        assertThat(signer).matches("[0-9A-F]{40}");
        assertThat(curl("/")).contains("signed by the key " + signer);
        assertThat(curl("/", "-H", "Accept: text/html")).contains(signer, "href=\"/operator.asc\"");
        gpg.importKeys(curl("/operator.asc"));
        String message = String.valueOf(
                client.order(Map.of("key", certificate, "voucher", voucher())).message());
        assertThat(gpg.signatureStatus(message)).contains("[GNUPG:] GOODSIG", signer);
        OwnerAccount.parse(gpg.decrypt(message));

        Files.writeString(key, "no key");
        PATIENCE.await("the trouble is said", () -> client.terms().trouble() != null);
        assertThatThrownBy(() -> client.order(Map.of("key", certificate, "voucher", voucher())))
                .hasMessageContaining("cannot be signed at the moment");
        assertThat(curl("/operator.asc", "-i")).contains("404");
    }

    private String curl(String path, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sk",
                "--max-time",
                "30",
                "--pinnedpubkey",
                "sha256//" + Base64.getEncoder().encodeToString(server.pin().toBytes())));
        command.addAll(Arrays.asList(more));
        command.add("https://" + server.addresses().get(0).text() + path);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("curl.out").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(directory.resolve("curl.out"));
    }
}
