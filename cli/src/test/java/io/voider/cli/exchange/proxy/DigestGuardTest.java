package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.SECOND;
import static io.voider.cli.exchange.proxy.Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.AccountPassword;
import io.voider.cli.state.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A phone that has to prove its password before it is registered. */
class DigestGuardTest {
    private static final State STATE = Wire.state().with(Wire.state().settings().with("account-passwords", "on"));
    private static final String PASSWORD = Objects.requireNonNull(AccountPassword.of(STATE, 1));
    private static final String URI = "sip:" + GATEWAY;
    private static final Pattern NONCE = Pattern.compile("nonce=\"([0-9a-f]+)\"");

    private final Wire wire = new Wire(STATE);
    private int cSeq;

    private String register(String authorization) {
        String own = "<sip:1@" + GATEWAY + ">";
        cSeq++;
        wire.now++;
        String text = request("REGISTER", URI, own, own)
                .replace("CSeq: 1 ", "CSeq: " + cSeq + " ")
                .replace("branch=z9hG4bK1", "branch=z9hG4bK" + cSeq)
                .replace("Max-Forwards", authorization + "Max-Forwards");
        assertThat(wire.send(GATEWAY, text)).isNull();
        return wire.answer();
    }

    private String nonce() {
        return nonce(register(""));
    }

    private static String nonce(String answer) {
        Matcher nonce = NONCE.matcher(answer);
        assertThat(nonce.find()).as(answer).isTrue();
        return nonce.group(1);
    }

    private static String hash(String algorithm, String text) throws Exception {
        byte[] bytes = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(bytes);
    }

    /** As RFC 7616 section 3.4 has a client make them. */
    private static String credentials(String algorithm, String user, String password, String nonce, boolean qop)
            throws Exception {
        String a1 = hash(algorithm, user + ":voider:" + password);
        String a2 = hash(algorithm, "REGISTER:" + URI);
        String response = hash(algorithm, a1 + ":" + nonce + (qop ? ":00000001:c1:auth:" : ":") + a2);
        return "Authorization: Digest username=\"" + user + "\",realm=\"voider\", nonce=\"" + nonce + "\", uri=\"" + URI
                + "\", response=\"" + response + "\", algorithm=" + algorithm
                + (qop ? ", qop=auth, nc=00000001, cnonce=\"c1\"" : "") + "\r\n";
    }

    @Test
    void aPhoneWithoutPasswordIsAskedForItInBothWays() {
        assertThat(register(""))
                .startsWith("SIP/2.0 401 Unauthorized\r\n")
                .containsPattern("WWW-Authenticate: Digest realm=\"voider\", algorithm=SHA-256, nonce=\"[0-9a-f]{48}\","
                        + " qop=\"auth\"\r\nWWW-Authenticate: Digest realm=\"voider\", algorithm=MD5,");
        assertThat(wire.proxy.gateway().contacts(wire.now)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SHA-256,true", "MD5,true", "MD5,false", "SHA-256,false"})
    void whoProvesThePasswordIsRegisteredUnderWhateverName(String algorithm, boolean qop) throws Exception {
        for (String user : new String[] {"1", "alice \\\\ b"}) {
            String written = credentials(algorithm, user.replace("\\\\", "\\"), PASSWORD, nonce(), qop)
                    .replace(" \\ ", " \\\\ ");
            assertThat(register(written)).startsWith("SIP/2.0 200 ");
        }
        assertThat(wire.proxy.gateway().contacts(wire.now)).containsKey(Wire.address(PHONE));
    }

    @Test
    void aWrongPasswordANonceOfAnotherPhonesAndOneOfOnesOwnAreRefused() throws Exception {
        String nonce = nonce();
        assertThat(register(credentials("SHA-256", "1", "guess", nonce, true))).startsWith("SIP/2.0 401 ");
        assertThat(register(credentials("MD5", "1", PASSWORD, nonce, true).replace("=MD5", "=SHA-512-256")))
                .startsWith("SIP/2.0 401 ");
        String made = "0".repeat(48);
        assertThat(register(credentials("MD5", "1", PASSWORD, made, true))).startsWith("SIP/2.0 401 ");
        String theirs = request("REGISTER", URI, "<sip:2@" + GATEWAY + ">", "<sip:2@" + GATEWAY + ">");
        wire.sendFrom(Wire.OTHER_PHONE, "172.16.6.2", theirs);
        assertThat(register(credentials("MD5", "1", PASSWORD, nonce(wire.answer()), true)))
                .startsWith("SIP/2.0 401 ")
                .doesNotContain("stale");
        assertThat(wire.proxy.gateway().contacts(wire.now)).isEmpty();
    }

    @Test
    void anOldNonceIsStaleIfThePasswordIsRight() throws Exception {
        String nonce = nonce();
        wire.now += (DigestGuard.LIFE_SECONDS - 1) * SECOND;
        assertThat(register(credentials("MD5", "1", PASSWORD, nonce, true))).startsWith("SIP/2.0 200 ");
        wire.now += 2 * SECOND;
        assertThat(register(credentials("MD5", "1", PASSWORD, nonce, true)))
                .startsWith("SIP/2.0 401 ")
                .contains("stale=true");
        assertThat(register(credentials("MD5", "1", "guess", nonce, true))).doesNotContain("stale");
    }

    @Test
    void whatIsNoCredentialsIsAsked() {
        for (String odd :
                new String[] {"Basic YTpi", "Digest", "Digest =", "Digest realm=\"voider\"", "Digest nonce=\"\\"}) {
            assertThat(register("Authorization: " + odd + "\r\n")).startsWith("SIP/2.0 401 ");
        }
    }

    @Test
    void eachPhoneHasItsOwnPassword() {
        assertThat(AccountPassword.of(STATE, 2)).hasSize(16).isNotEqualTo(PASSWORD);
        assertThat(AccountPassword.of(Wire.state(), 1)).isNull();
    }

    /** On a stack as small as an event loop may have, so that what recurses by the character shows. */
    @Test
    void longCredentialsCostNeitherStackNorTime() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread loop = new Thread(
                null,
                () -> {
                    for (String long60k : new String[] {
                        "realm=\"voider\", x=\"" + "a".repeat(60_000) + "\"",
                        "x=\"" + "\\a".repeat(30_000),
                        "a".repeat(60_000),
                        "a ".repeat(30_000),
                        "realm=voider" + " ".repeat(48_000),
                        "=".repeat(60_000)
                    }) {
                        assertThat(register("Authorization: Digest " + long60k + "\r\n"))
                                .startsWith("SIP/2.0 4");
                        Wire.AtSwitchboard onward = wire.send(
                                GATEWAY,
                                request("OPTIONS", "sip:21@" + GATEWAY, "<sip:1@x>", "<sip:21@" + GATEWAY + ">")
                                        .replace("Max-", "Authorization: Digest " + long60k + "\r\nMax-"));
                        assertThat(onward).isNotNull();
                    }
                },
                "loop",
                256 << 10);
        loop.setUncaughtExceptionHandler((thread, failure) -> thrown.set(failure));
        loop.start();
        loop.join(30_000);
        assertThat(loop.isAlive()).isFalse();
        assertThat(thrown.get()).isNull();
    }

    @Test
    void credentialsOfMoreThanAKilobyteAreRefused() {
        assertThat(register("Authorization: Digest realm=\"voider\", opaque=\"" + "a".repeat(1_100) + "\"\r\n"))
                .startsWith("SIP/2.0 400 ");
    }

    /** What was overheard once would otherwise register the phone elsewhere on its address, or not at all. */
    @ParameterizedTest
    @CsvSource({"SHA-256,true", "MD5,true", "MD5,false"})
    void credentialsAreTakenOnce(String algorithm, boolean qop) throws Exception {
        String credentials = credentials(algorithm, "1", PASSWORD, nonce(), qop);
        assertThat(register(credentials + "Contact: <sip:1@" + PHONE + ":5060>\r\n"))
                .startsWith("SIP/2.0 200 ");
        assertThat(register(credentials + "Contact: <sip:1@" + PHONE + ":6000>\r\n"))
                .startsWith("SIP/2.0 401 ")
                .contains("stale=true");
        assertThat(wire.proxy.gateway().contacts(wire.now).values()).containsExactly("sip:1@" + PHONE + ":5060");
    }

    @Test
    void aNonceIsTakenAgainWithAHigherCount() {
        SpentNonces spent = new SpentNonces(300 * SECOND);
        assertThat(spent.use("a", 0, 1, 0)).isTrue();
        assertThat(spent.use("a", 0, 1, 0)).isFalse();
        assertThat(spent.use("a", 0, 3, 0)).isTrue();
        assertThat(spent.use("a", 0, 2, 0)).isFalse();
    }

    @Test
    void aSpentNonceThatGaveWayStaysSpent() {
        SpentNonces spent = new SpentNonces(300 * SECOND);
        for (int i = 0; i < 2 * SpentNonces.MOST; i++) {
            assertThat(spent.use("n" + i, i, 1, SECOND)).isTrue();
        }
        assertThat(spent.use("n0", 0, 1, SECOND)).isFalse();
        assertThat(spent.use("n" + SpentNonces.MOST, SpentNonces.MOST, 1, SECOND))
                .isFalse();
    }
}
