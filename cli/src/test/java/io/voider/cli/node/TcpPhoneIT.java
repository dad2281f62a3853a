package io.voider.cli.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A phone that speaks SIP over TCP and listens nowhere: it is called over the connection by which it registered. */
class TcpPhoneIT {
    private static final int SIP_PORT = 5060;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String ALICES_NUMBER = "10.2.1.1";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *([0-9]+)");
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 " + HomePhone.ADDRESS + "\r\ns=-\r\nc=IN IP4 "
            + HomePhone.ADDRESS + "\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

    @TempDir
    private Path directory;

    /** A connection of a phone's. */
    private record Connection(Socket socket) implements AutoCloseable {
        static Connection to(HomePhone phone, String address, int port) throws IOException {
            Socket socket = phone.namespace().call(() -> new Socket(InetAddress.getByName(address), port));
            socket.setSoTimeout(PATIENCE_MILLIS);
            return new Connection(socket);
        }

        int port() {
            return socket.getLocalPort();
        }

        void say(String head, String... more) throws IOException {
            String body = head.contains("application/sdp") ? SDP : "";
            socket.getOutputStream()
                    .write((head + String.join("", more) + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(US_ASCII));
        }

        /** The next message, which begins so. */
        String hear(String beginning) throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder text = new StringBuilder();
            while (text.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                assertThat(next).as("the connection ended behind: %s", text).isNotNegative();
                text.append((char) next);
            }
            Matcher length = LENGTH.matcher(text);
            assertThat(length.find()).isTrue();
            in.readNBytes(Integer.parseInt(length.group(1)));
            assertThat(text.toString()).startsWith(beginning);
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String request(String method, String uri, String from, String to, int cSeq, int port) {
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/TCP " + HomePhone.ADDRESS + ":" + port + ";branch=z9hG4bK"
                + method + cSeq + from.hashCode() + "\r\nMax-Forwards: 70\r\nFrom: " + from + "\r\nTo: " + to
                + "\r\nCall-ID: " + method.replaceAll("ACK|BYE", "INVITE") + from.hashCode() + "\r\nCSeq: " + cSeq + " "
                + method + "\r\n";
    }

    private static String field(String name, String message) {
        Matcher field = Pattern.compile("\r\n" + name + ": ([^\r]*)\r\n").matcher(message);
        assertThat(field.find()).as("%s in %s", name, message).isTrue();
        return field.group(1);
    }

    private static String response(String request, String status, String tag) {
        StringBuilder text = new StringBuilder("SIP/2.0 " + status + "\r\n");
        for (String line : request.split("\r\n", -1)) {
            boolean untagged = line.startsWith("To:") && !line.contains(";tag=");
            if (line.matches("(Via|From|To|Call-ID|CSeq):.*")) {
                text.append(line).append(untagged ? ";tag=" + tag : "").append("\r\n");
            }
        }
        return text.toString();
    }

    private static String invite(Connection caller, String number) {
        return request(
                        "INVITE",
                        "sip:" + number,
                        "<sip:bob@" + HomePhone.ADDRESS + ">;tag=" + System.nanoTime(),
                        "<sip:" + number + ">",
                        1,
                        caller.port())
                + "Contact: <sip:bob@" + HomePhone.ADDRESS + ":" + caller.port() + ";transport=tcp>\r\n"
                + "Content-Type: application/sdp\r\n";
    }

    @Test
    void aPhoneThatListensNowhereIsCalledAndOneThatIsGoneIsAnsweredForAtOnce() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            homes.run(TwoHomes.ALICE);
            homes.run(TwoHomes.BOB);
            for (String name : new String[] {TwoHomes.ALICE, TwoHomes.BOB}) {
                homes.awaitReady(name);
                homes.awaitLines(name, line -> line.state().equals("up"));
            }
            try (HomePhone alices = new HomePhone(homes, TwoHomes.ALICE);
                    HomePhone bobs = new HomePhone(homes, TwoHomes.BOB)) {
                isRefusedAtOnce(bobs);
                isCalledOverItsConnection(alices, bobs);
                isRefusedAtOnce(bobs);
            }
        }
    }

    private static void isRefusedAtOnce(HomePhone bobs) throws IOException {
        try (Connection caller = Connection.to(bobs, ALICES_NUMBER, SIP_PORT)) {
            caller.say(invite(caller, ALICES_NUMBER));
            // Within the patience of a reader, which is less than the 32 s after which callers give up by themselves.
            String refused = caller.hear("SIP/2.0 503 ");
            caller.say(request(
                    "ACK", "sip:" + ALICES_NUMBER, field("From", refused), field("To", refused), 1, caller.port()));
        }
    }

    private static void isCalledOverItsConnection(HomePhone alices, HomePhone bobs) throws IOException {
        try (Connection phone = Connection.to(alices, HomePhone.GATEWAY, SIP_PORT);
                Connection caller = Connection.to(bobs, ALICES_NUMBER, SIP_PORT)) {
            String contact = "<sip:101@" + HomePhone.ADDRESS + ":" + phone.port() + ";transport=tcp>";
            String own = "<sip:101@" + HomePhone.GATEWAY + ">";
            phone.say(
                    request("REGISTER", "sip:" + HomePhone.GATEWAY, own + ";tag=a", own, 1, phone.port()),
                    "Contact: " + contact + "\r\n");
            phone.hear("SIP/2.0 200 ");

            caller.say(invite(caller, ALICES_NUMBER));
            String invite = phone.hear("INVITE sip:101@" + HomePhone.ADDRESS + ":" + phone.port());
            phone.say(response(invite, "180 Ringing", "z"));
            caller.hear("SIP/2.0 180 ");
            phone.say(
                    response(invite, "200 OK", "z"),
                    "Contact: " + contact + "\r\n",
                    "Content-Type: application/sdp\r\n");
            String accepted = caller.hear("SIP/2.0 200 ");
            String target = field("Contact", accepted);
            assertThat(target).isEqualTo("<sip:101@" + ALICES_NUMBER + ":" + phone.port() + ";transport=tcp>");
            // What follows goes to the Contact, as RFC 3261 section 12.2.1.1 has it: a port at which alice's phone does
            // not listen.
            try (Connection next = Connection.to(bobs, ALICES_NUMBER, phone.port())) {
                String uri = target.substring(1, target.length() - 1);
                next.say(request("ACK", uri, field("From", accepted), field("To", accepted), 1, next.port()));
                phone.hear("ACK ");
                next.say(request("BYE", uri, field("From", accepted), field("To", accepted), 2, next.port()));
                phone.say(response(phone.hear("BYE "), "200 OK", "z"));
                next.hear("SIP/2.0 200 ");
            }
        }
    }
}
