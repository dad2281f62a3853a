package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.incoming;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a phone says at its gateway, and what of that comes to the switchboard; and back. */
class PhoneProxyTest {
    private static final String ACCOUNT = "<sip:alice@" + GATEWAY + ">";
    private static final String OWN = "<sip:alice@" + PHONE + ">";
    private static final String DIRECT = request("INVITE", "sip:" + BOB, OWN, "<sip:" + BOB + ">");
    private static final String BY_NUMBER = request("INVITE", "sip:21@" + GATEWAY, ACCOUNT, "<sip:21@" + GATEWAY + ">");

    private final Wire wire = new Wire();

    private Wire.AtSwitchboard onward(String to, String text) {
        return Objects.requireNonNull(wire.send(to, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"21", "21#", "21%23", "bob", "BOB", "b%6fb", "262", "10.1.2.1", "10*1*2*1", "10*1*2*1#"})
    void whoeverIsDialledAtTheGatewayIsDialledAsByTheWholeNumber(String what) {
        Wire.AtSwitchboard got = onward(GATEWAY, BY_NUMBER.replace("sip:21@", "sip:" + what + "@"));
        assertThat(got.to()).isEqualTo(BOB);
        assertThat(got.text()).isEqualTo(DIRECT);
    }

    @Test
    void aNameWithOtherLettersIsDialledInEscapes() {
        assertThat(onward(GATEWAY, BY_NUMBER.replace("21@", "j%C3%B6rg%20%c3%a4.@"))
                        .to())
                .isEqualTo("10.1.3.1");
        assertThat(onward(GATEWAY, BY_NUMBER.replace("21@", "56742@")).to()).isEqualTo("10.1.3.1");
    }

    @Test
    void theWholeNumberMayBeSentByTheGatewayToo() {
        String byProxy = DIRECT.replace("Contact:", "Route: <sip:" + GATEWAY + ";lr>\r\nContact:");
        assertThat(onward(GATEWAY, byProxy)).isEqualTo(new Wire.AtSwitchboard(BOB, DIRECT));
        String named = byProxy.replace("sip:" + BOB, "sip:bob@" + BOB);
        assertThat(onward(GATEWAY, named).text()).isEqualTo(DIRECT.replace("sip:" + BOB, "sip:bob@" + BOB));
    }

    @Test
    void anAccountMayBeOfTheGatewaysNameOrThePhonesOwnAddress() {
        for (String domain : new String[] {"gateway.home", PHONE}) {
            String invite =
                    BY_NUMBER.replace("@" + GATEWAY, "@" + domain).replace("CSeq: 1", "CSeq: " + domain.length());
            assertThat(onward(GATEWAY, invite).text()).isEqualTo(DIRECT.replace("CSeq: 1", "CSeq: " + domain.length()));
            assertThat(new Wire().send(GATEWAY, BY_NUMBER.replace("@" + GATEWAY, "@" + domain)))
                    .isEqualTo(new Wire.AtSwitchboard(BOB, DIRECT));
        }
    }

    @Test
    void aResponseComesFromWhereTheRequestWentAndReadsLikeIt() {
        onward(GATEWAY, BY_NUMBER);
        Wire.AtPhone got = wire.receive(BOB, response(DIRECT, 200, "b"));
        assertThat(got.from()).isEqualTo(GATEWAY);
        assertThat(got.text()).isEqualTo(response(BY_NUMBER, 200, "b"));
    }

    /** The phone follows Contact, or goes through its proxy; in both cases the friend's side is that of a call dialled directly. */
    @ParameterizedTest
    @ValueSource(strings = {BOB, GATEWAY})
    void whatFollowsInTheDialogIsReadAlikeWhereverItIsSent(String to) {
        onward(GATEWAY, BY_NUMBER);
        String bye = BY_NUMBER
                .replace("INVITE sip:21@" + GATEWAY, "BYE sip:bob@" + BOB)
                .replace("1 INVITE", "2 BYE")
                .replace("To: <sip:21@" + GATEWAY + ">", "To: <sip:21@" + GATEWAY + ">;tag=b");
        String direct = DIRECT.replace("INVITE sip:" + BOB, "BYE sip:bob@" + BOB)
                .replace("1 INVITE", "2 BYE")
                .replace("To: <sip:" + BOB + ">", "To: <sip:" + BOB + ">;tag=b");
        assertThat(onward(to, bye)).isEqualTo(new Wire.AtSwitchboard(BOB, direct));
        assertThat(wire.receive(BOB, response(direct, 200, "b")))
                .isEqualTo(new Wire.AtPhone(to, 5060, response(bye, 200, "b")));
    }

    @Test
    void cancelAndAckGoWithTheirInvite() {
        onward(GATEWAY, BY_NUMBER);
        for (String method : new String[] {"CANCEL", "ACK"}) {
            assertThat(onward(GATEWAY, BY_NUMBER.replace("INVITE", method)))
                    .isEqualTo(new Wire.AtSwitchboard(BOB, DIRECT.replace("INVITE", method)));
        }
    }

    @Test
    void whatTheFriendAsksInTheDialogReadsAsThePhoneBeganIt() {
        onward(GATEWAY, BY_NUMBER);
        String bye = "BYE sip:alice@" + PHONE + " SIP/2.0\r\nVia: SIP/2.0/UDP " + BOB
                + ";branch=z9hG4bK9\r\nFrom: <sip:" + BOB + ">;tag=b\r\nTo: " + OWN
                + ";tag=a\r\nCall-ID: one\r\nCSeq: 7 BYE\r\nContent-Length: 0\r\n\r\n";
        Wire.AtPhone got = wire.receive(BOB, bye);
        String read =
                bye.replace("From: <sip:" + BOB, "From: <sip:21@" + GATEWAY).replace(OWN, ACCOUNT);
        assertThat(got).isEqualTo(new Wire.AtPhone(BOB, 5060, read));
        assertThat(onward(BOB, response(read, 200, ""))).isEqualTo(new Wire.AtSwitchboard(BOB, response(bye, 200, "")));
    }

    @Test
    void anAccountDoesNotShowInACallThatIsDialledDirectly() {
        String mixed = DIRECT.replace("From: " + OWN, "From: " + ACCOUNT);
        assertThat(onward(BOB, mixed)).isEqualTo(new Wire.AtSwitchboard(BOB, DIRECT));
        assertThat(wire.receive(BOB, response(DIRECT, 180, "b")).text()).isEqualTo(response(mixed, 180, "b"));
    }

    @Test
    void ofTwoLinesOfOneNameTheOneThatIsUpIsMeant() {
        Wire both = new Wire(Wire.state().joining("bob", 4, 1, java.time.Instant.EPOCH));
        String byName = BY_NUMBER.replace("21@", "bob@");
        assertThat(Objects.requireNonNull(both.send(GATEWAY, byName)).to()).isEqualTo(BOB);
        both.up.add("10.3.1.1");
        String again = byName.replace("1 INVITE", "2 INVITE");
        assertThat(Objects.requireNonNull(both.send(GATEWAY, again)).to()).isEqualTo("10.3.1.1");
    }

    @Test
    void whoIsNobodyIsSaidInWordsAndItsAckAbsorbed() {
        for (String what : new String[] {"77", "999999", "zoe", "10.300.1.1", "10.1.2", "960"}) {
            String invite = BY_NUMBER.replace("21@", what + "@").replace("z9hG4bK1", "z9hG4bK" + what);
            assertThat(wire.send(GATEWAY, invite)).isNull();
            assertThat(wire.answer())
                    .startsWith("SIP/2.0 404 " + (what.equals("zoe") ? "Nobody is called " : "Nobody has the number ")
                            + what);
            assertThat(wire.send(GATEWAY, invite.replace("INVITE", "ACK"))).isNull();
            assertThat(wire.answers).isEmpty();
        }
    }

    @Test
    void aQuestionToTheGatewayItselfIsTheExchanges() {
        String options = request("OPTIONS", "sip:" + GATEWAY, ACCOUNT, "<sip:" + GATEWAY + ">");
        assertThat(onward(GATEWAY, options)).isEqualTo(new Wire.AtSwitchboard(GATEWAY, options));
    }

    @Test
    void ownPhonesAndServicesHaveNumbers() {
        assertThat(onward(GATEWAY, BY_NUMBER.replace("21@", "102@")).to()).isEqualTo("10.1.1.2");
        assertThat(onward(GATEWAY, BY_NUMBER.replace("21@", "900@").replace("1 INV", "2 INV"))
                        .to())
                .isEqualTo("10.1.1.200");
    }

    @Test
    void whomATransferNamesAtTheGatewayGetsTheWholeNumber() {
        onward(GATEWAY, BY_NUMBER);
        String refer = BY_NUMBER
                .replace("INVITE", "REFER")
                .replace("CSeq: 1", "CSeq: 2")
                .replace(
                        "Contact",
                        "Refer-To: <sip:carol@" + GATEWAY + "?Replaces=x%3Bto-tag%3D1>\r\nReferred-By: " + ACCOUNT
                                + "\r\nContact");
        assertThat(onward(GATEWAY, refer).text())
                .contains("Refer-To: <sip:10.2.1.1?Replaces=x%3Bto-tag%3D1>", "Referred-By: " + OWN)
                .doesNotContain(GATEWAY);
    }

    @Test
    void whereAPhoneRedirectsToAtTheGatewayGetsTheWholeNumber() {
        String invite =
                wire.receive(BOB, incoming("INVITE", "<sip:" + BOB + ">")).text();
        String moved = response(invite, 302, "x").replace("Content", "Contact: <sip:23@" + GATEWAY + ">\r\nContent");
        assertThat(onward(BOB, moved).text()).contains("Contact: <sip:10.2.1.1>");
    }

    @Test
    void credentialsForTheGatewayStayThere() {
        String with = BY_NUMBER.replace(
                "Contact", "Authorization: Digest username=\"1\", realm=\"voider\", nonce=\"x\"\r\nContact");
        assertThat(onward(GATEWAY, with).text()).isEqualTo(DIRECT);
        String others = with.replace("\"voider\"", "\"elsewhere\"").replace("1 INV", "2 INV");
        assertThat(onward(GATEWAY, others).text()).contains("realm=\"elsewhere\"");
    }

    // ---- calls that come in ----

    @Test
    void whoCallsHasTheNameOfThePhoneBookAndReadsItsOwn() {
        String invite = incoming("INVITE", "\"Robert\" <sip:bob@" + BOB + ">");
        Wire.AtPhone got = wire.receive(BOB, invite);
        assertThat(got.text()).isEqualTo(invite.replace("\"Robert\"", "\"bob 'Robert'\""));
        assertThat(onward(BOB, response(got.text(), 200, "a")).text()).isEqualTo(response(invite, 200, "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:bob@10.1.2.1>",
                "sip:bob@10.1.2.1",
                "\"bob\" <sip:10.1.2.1>",
                "Bob <sip:bob@10.1.2.1>",
                "\"\" <sip:bob@10.1.2.1>",
                "\"a \\\" b\" <sip:bob@10.1.2.1;user=phone>",
                "\"Mum\" <sip:mum@10.2.1.1>",
                "\"Anonymous\" <sip:anonymous@anonymous.invalid>"
            })
    void whateverAFriendCallsItselfItReadsInTheResponse(String from) {
        for (boolean registered : new boolean[] {false, true}) {
            Wire fresh = new Wire();
            if (registered) {
                fresh.register("<sip:alice-1@" + PHONE + ":40000>", 1);
            }
            String invite = incoming("INVITE", from);
            String read = fresh.receive(BOB, invite).text();
            assertThat(read).containsPattern("From: \"[Bb]ob");
            assertThat(Objects.requireNonNull(fresh.send(BOB, response(read, 486, "a")))
                            .text())
                    .isEqualTo(response(invite, 486, "a"));
        }
    }

    @Test
    void aRegisteredPhoneIsCalledAtItsContactByANumberThatCallsBack() {
        wire.register("<sip:alice-1@" + PHONE + ":40000;transport=udp>", 1);
        assertThat(wire.answer()).startsWith("SIP/2.0 200 OK").contains(":40000;transport=udp>;expires=3600");
        String invite = incoming("INVITE", "<sip:bob@" + BOB + ">");
        Wire.AtPhone got = wire.receive(BOB, invite);
        assertThat(got.port()).isEqualTo(40000);
        assertThat(got.from()).isEqualTo(BOB);
        assertThat(got.text())
                .isEqualTo(invite.replace("INVITE sip:" + PHONE, "INVITE sip:alice-1@" + PHONE + ":40000;transport=udp")
                        .replace("From: <sip:bob@" + BOB, "From: \"bob\" <sip:21@" + GATEWAY));
        assertThat(wire.receive(BOB, invite.replace("INVITE", "CANCEL")))
                .isEqualTo(new Wire.AtPhone(BOB, 40000, got.text().replace("INVITE", "CANCEL")));
        assertThat(onward(BOB, response(got.text(), 200, "a")).text()).isEqualTo(response(invite, 200, "a"));
    }

    @Test
    void aPhoneThatRegistersOverTcpFromAPortIsCalledWhereItListens() {
        wire.registerOverTcp("<sip:alice-1@" + PHONE + ":49152;transport=tcp>", 49152);
        String invite = incoming("INVITE", "<sip:bob@" + BOB + ">");
        Wire.AtPhone got = wire.receive(BOB, invite);
        assertThat(got.port()).isEqualTo(5060);
        assertThat(got.text()).startsWith("INVITE sip:alice-1@" + PHONE + ":49152;transport=tcp SIP/2.0");
        wire.registerOverTcp("<sip:alice-1@" + PHONE + ":5070;transport=tcp>", 49153);
        assertThat(wire.receive(BOB, invite.replace("Call-ID: two", "Call-ID: three"))
                        .port())
                .isEqualTo(5070);
    }

    @Test
    void aPhoneIsCalledOverTheConnectionByWhichItRegisteredAndSoIsWhatFollows() {
        String invite = incoming("INVITE", "<sip:bob@" + BOB + ">");
        String contact = "sip:alice-1@" + PHONE + ":49152;transport=tcp";
        wire.registerOverTcp("<" + contact + ">", 49152);
        assertThat(wire.connection(BOB, invite)).isEqualTo(49152);
        Wire.AtSwitchboard answer = wire.answerOverTcp(49152, response(invite, 180, "z"));
        assertThat(answer.to()).isEqualTo(BOB);
        assertThat(answer.text())
                .contains("From: <sip:bob@" + BOB + ">;tag=b\r\n")
                .doesNotContain(GATEWAY);
        String bye = invite.replace("INVITE sip:" + PHONE, "BYE " + contact)
                .replace("1 INVITE", "2 BYE")
                .replace("To: <sip:" + PHONE + ">", "To: <sip:" + PHONE + ">;tag=z");
        assertThat(wire.connection(BOB, bye)).isEqualTo(49152);
        wire.registerOverTcp("<" + contact.replace("49152", "49153") + ">", 49153);
        assertThat(wire.connection(BOB, bye)).as("the phone connected anew").isEqualTo(49153);
        wire.register("<sip:alice-1@" + PHONE + ">", 1);
        assertThat(wire.connection(BOB, invite.replace("Call-ID: two", "Call-ID: three")))
                .as("the phone registered by UDP last")
                .isZero();
    }

    /** Linphone answers at the port of Via, at the gateway, unless it is asked for the one that it sees. */
    @ParameterizedTest
    @ValueSource(strings = {"", ";rport", ";rport;alias"})
    void aPhoneIsAskedToAnswerOverItsConnectionAndTheCallerReadsNothingOfIt(String asked) {
        wire.registerOverTcp("<sip:alice-1@" + PHONE + ":49152;transport=tcp>", 49152);
        String invite = incoming("INVITE", "<sip:bob@" + BOB + ">")
                .replaceFirst("Via: SIP/2.0/UDP ([^\r]*)", "Via: SIP/2.0/TCP $1" + asked);
        String got = wire.overConnection(BOB, invite);
        assertThat(got.lines().filter(line -> line.startsWith("Via: ")).findFirst())
                .hasValueSatisfying(via -> assertThat(via).containsOnlyOnce(";rport"));
        String answer = response(got, 180, "z").replaceFirst(";rport", ";received=" + GATEWAY + ";rport=5060");
        assertThat(wire.answerOverTcp(49152, answer).text())
                .contains(invite.lines()
                        .filter(line -> line.startsWith("Via: "))
                        .map(via -> via + "\r\n")
                        .findFirst()
                        .orElseThrow())
                .doesNotContain(GATEWAY);
        String bye =
                invite.replace("1 INVITE", "2 BYE").replace("INVITE", "BYE").replace(asked, "");
        assertThat(wire.answerOverTcp(49152, response(wire.overConnection(BOB, bye), 200, ""))
                        .text())
                .doesNotContain("rport");
    }

    @Test
    void inADialogAPhoneIsAskedAtTheContactThatItGave() {
        for (String contact : new String[] {"sip:alice-1@" + PHONE + ":40000;line=x", "sip:" + PHONE}) {
            Wire fresh = new Wire();
            fresh.register("<sip:alice-1@" + PHONE + ":40000;line=x>", 1);
            String invite = incoming("INVITE", "<sip:bob@" + BOB + ">");
            fresh.receive(BOB, invite);
            String bye = invite.replace("INVITE sip:" + PHONE, "BYE " + contact)
                    .replace("1 INVITE", "2 BYE")
                    .replace("To: <sip:" + PHONE + ">", "To: <sip:" + PHONE + ">;tag=z");
            Wire.AtPhone got = fresh.receive(BOB, bye);
            assertThat(got.text()).startsWith("BYE " + contact + " SIP/2.0\r\n");
            assertThat(got.port()).isEqualTo(5060);
        }
    }

    @Test
    void theAckOfARefusalHasTheRequestUriOfItsInvite() {
        wire.register("<sip:alice-1@" + PHONE + ":40000>", 1);
        String invite = incoming("INVITE", "<sip:bob@" + BOB + ">");
        wire.receive(BOB, invite);
        String ack =
                invite.replace("INVITE", "ACK").replace("To: <sip:" + PHONE + ">", "To: <sip:" + PHONE + ">;tag=z");
        Wire.AtPhone got = wire.receive(BOB, ack);
        assertThat(got.text()).startsWith("ACK sip:alice-1@" + PHONE + ":40000 ");
        assertThat(got.port()).isEqualTo(40000);
    }

    @Test
    void whoeverIsCalledAtAPortOfItsOwnIsNobodysContact() {
        wire.register("<sip:alice-1@" + PHONE + ":40000>", 1);
        String invite =
                incoming("INVITE", "<sip:bob@" + BOB + ">").replace("sip:" + PHONE + " ", "sip:x@" + PHONE + ":5070 ");
        Wire.AtPhone got = wire.receive(BOB, 5070, invite);
        assertThat(got.port()).isEqualTo(5070);
        assertThat(got.text()).startsWith("INVITE sip:x@" + PHONE + ":5070 ");
    }

    /** Phones leave the display name out, or take it along; the friend reads neither. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"bob\" ", "bob "})
    void whatThePhoneAsksInADialogThatCameInDoesNotTellTheFriendItsName(String display) {
        wire.register("<sip:alice-1@" + PHONE + ":40000>", 1);
        wire.receive(BOB, incoming("INVITE", "<sip:bob@" + BOB + ">"));
        String bye = request("BYE", "sip:bob@" + BOB, "<sip:" + PHONE + ">", display + "<sip:21@" + GATEWAY + ">;tag=b")
                .replace("Call-ID: one", "Call-ID: two");
        String direct = bye.replace(display + "<sip:21@" + GATEWAY, "<sip:bob@" + BOB);
        assertThat(onward(BOB, bye)).isEqualTo(new Wire.AtSwitchboard(BOB, direct));
        assertThat(wire.receive(BOB, response(direct, 200, "b")).text()).isEqualTo(response(bye, 200, "b"));
    }

    @Test
    void namesAreNotShownWhereTheOwnerWantsNone() {
        Wire plain = new Wire(Wire.state().with(Wire.state().settings().with("caller-names", "off")));
        String invite = incoming("INVITE", "\"Robert\" <sip:bob@" + BOB + ">");
        assertThat(plain.receive(BOB, invite).text()).isEqualTo(invite);
    }

    @Test
    void assertedIdentityHasTheNameToo() {
        String invite = incoming("INVITE", "<sip:bob@" + BOB + ">")
                .replace("Contact", "P-Asserted-Identity: \"B\" <sip:b@" + BOB + ">\r\nContact");
        assertThat(wire.receive(BOB, invite).text())
                .contains(
                        "From: \"bob\" <sip:bob@" + BOB + ">", "P-Asserted-Identity: \"bob 'B'\" <sip:b@" + BOB + ">");
    }

    @Test
    void anotherPhoneOfAFriendsIsCalledBackByTheWholeNumber() {
        wire.register("<sip:alice-1@" + PHONE + ">", 1);
        String invite = incoming("INVITE", "<sip:bob@" + BOB + ">").replace(BOB, "10.1.2.3");
        String read = wire.receive("10.1.2.3", invite).text();
        assertThat(read).contains("From: \"bob.3\" <sip:10*1*2*3@" + GATEWAY + ">");
        assertThat(onward(GATEWAY, BY_NUMBER.replace("21@", "10*1*2*3@")).to()).isEqualTo("10.1.2.3");
    }

    @Test
    void whoeverCalledLastIsCalledBackBySixtyNine() {
        String back = BY_NUMBER.replace("21@", "969@");
        assertThat(wire.send(GATEWAY, back)).isNull();
        assertThat(wire.answer()).startsWith("SIP/2.0 404 Nobody has called yet");
        wire.receive("10.2.1.1", incoming("INVITE", "<sip:10.2.1.1>"));
        wire.receive(BOB, incoming("OPTIONS", "<sip:10.1.2.1>").replace("two", "three"));
        Wire.AtSwitchboard got =
                onward(GATEWAY, back.replace("CSeq: 1", "CSeq: 2").replace("bK1", "bK2"));
        assertThat(got.to()).isEqualTo("10.2.1.1");
        assertThat(got.text()).startsWith("INVITE sip:10.2.1.1 SIP/2.0");
    }

    @Test
    void whatIsRememberedIsBoundedAndEachPhonesOwn() {
        for (int i = 0; i < 3 * Legs.MOST_OF_A_PHONE; i++) {
            onward(GATEWAY, BY_NUMBER.replace("Call-ID: one", "Call-ID: " + i + "x".repeat(10 * i)));
        }
        String last = "Call-ID: " + (3 * Legs.MOST_OF_A_PHONE - 1) + "x".repeat(10 * (3 * Legs.MOST_OF_A_PHONE - 1));
        String response = response(DIRECT, 200, "b");
        assertThat(wire.receive(BOB, response.replace("Call-ID: one", last)).from())
                .isEqualTo(GATEWAY);
        assertThat(wire.receive(BOB, response.replace("Call-ID: one", "Call-ID: 0"))
                        .from())
                .isEqualTo(BOB);
        assertThat(wire.receiveAt(Wire.OTHER_PHONE, BOB, response.replace("Call-ID: one", last))
                        .from())
                .isEqualTo(BOB);
    }

    /** What a friend asks besides does not have its call forgotten, whose answer would then tell what it is called here. */
    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "MESSAGE", "INVITE"})
    void aFriendDoesNotReadTheBookByAskingMuch(String method) {
        for (boolean registered : new boolean[] {false, true}) {
            Wire fresh = new Wire();
            if (registered) {
                fresh.register("<sip:101@" + PHONE + ":5060>", 1);
            }
            String invite = incoming("INVITE", "\"x\" <sip:bob@" + BOB + ">");
            String read = fresh.receive(BOB, invite).text();
            for (int i = 0; i < 2 * Legs.MOST_OF_A_PHONE; i++) {
                String other =
                        incoming(method, "\"x\" <sip:bob@" + BOB + ">").replace("Call-ID: two", "Call-ID: f" + i);
                String got = fresh.receive(BOB, other).text();
                Wire.AtSwitchboard back = fresh.send(BOB, response(got, 180, "p"));
                assertThat(Objects.requireNonNull(back).text())
                        .doesNotContain(GATEWAY)
                        .doesNotContain("bob '");
            }
            assertThat(Objects.requireNonNull(fresh.send(BOB, response(read, 180, "p")))
                            .text())
                    .isEqualTo(response(invite, 180, "p"));
        }
    }

    @Test
    void nothingOfTheBookLeavesInAResponseToWhatWasForgotten() {
        wire.register("<sip:101@" + PHONE + ":5060>", 1);
        String read =
                wire.receive(BOB, incoming("INVITE", "<sip:bob@" + BOB + ">")).text();
        wire.pass(3_600 * Wire.SECOND);
        assertThat(wire.send(BOB, response(read, 180, "p"))).isNull();
    }

    /** A friend's question in the Call-ID of a call that the phone began. */
    @Test
    void aQuestionWithTheCallIdOfACallLeavesTheCallAlone() {
        onward(GATEWAY, BY_NUMBER);
        String question = incoming("OPTIONS", "\"Mum\" <sip:bob@" + BOB + ">")
                .replace("two", "one")
                .replace("CSeq: 1", "CSeq: 99");
        String read = wire.receive(BOB, question).text();
        assertThat(read).contains("From: <sip:bob@" + BOB + ">;tag=b");
        assertThat(onward(BOB, response(read, 200, "p")).text())
                .isEqualTo(response(question.replace("\"Mum\" ", ""), 200, "p"));
        assertThat(wire.receive(BOB, response(DIRECT, 200, "b")))
                .isEqualTo(new Wire.AtPhone(GATEWAY, 5060, response(BY_NUMBER, 200, "b")));
    }

    @Test
    void aCallThatIsOverGivesWayToTheNextOfItsCallId() {
        for (int cSeq = 1; cSeq < 4; cSeq++) {
            String invite =
                    incoming("INVITE", "\"" + cSeq + "\" <sip:bob@" + BOB + ">").replace("CSeq: 1", "CSeq: " + cSeq);
            String read = wire.receive(BOB, invite).text();
            assertThat(read).contains("From: \"bob '" + cSeq + "'\" <");
            assertThat(onward(BOB, response(read, 486, "p")).text()).isEqualTo(response(invite, 486, "p"));
        }
    }

    /** Whatever is too long to be remembered has no name rather than its own. */
    @Test
    void aNameOfKilobytesIsNotRemembered() {
        String invite = incoming("INVITE", "\"" + "x".repeat(60_000) + "\" <sip:bob@" + BOB + ">");
        String read = wire.receive(BOB, invite).text();
        assertThat(read).contains("From: <sip:bob@" + BOB + ">;tag=b");
        assertThat(onward(BOB, response(read, 486, "p")).text()).contains("From: <sip:bob@" + BOB + ">;tag=b");
        String shorter = incoming("INVITE", "\"" + "y".repeat(200) + "\" <sip:bob@" + BOB + ">")
                .replace("Call-ID: two", "Call-ID: three");
        assertThat(wire.receive(BOB, shorter).text()).contains("From: \"bob\" <sip:bob@" + BOB + ">");
        assertThat(wire.send(GATEWAY, BY_NUMBER.replace("<sip:21@", "<sip:" + "z".repeat(3_000) + "@")))
                .isNotNull();
    }

    @Test
    void noFieldThatPhonesShowIsTheCallersAlone() {
        String mum = "\"Mum\" <sip:mum@" + BOB + ">";
        String invite = incoming("INVITE", "\"x\" <sip:bob@" + BOB + ">")
                .replace(
                        "CSeq:",
                        "P-Asserted-Identity: \"a\" <sip:a@" + BOB + ">, \"b\" <sip:b@" + BOB
                                + ">\r\nP-Asserted-Identity: \"c\" <sip:c@" + BOB + ">\r\nRemote-Party-ID: " + mum
                                + ";party=calling\r\nP-Asserted-Identity: " + mum + "\r\nCSeq:");
        assertThat(wire.receive(BOB, invite).text())
                .contains("Remote-Party-ID: <sip:mum@" + BOB + ">;party=calling\r\n")
                .doesNotContain("\"Mum\"");
        String update =
                invite.replace("INVITE", "UPDATE").replace("CSeq: 1", "CSeq: 2").replace("\"x\"", "\"Mum\"");
        assertThat(wire.receive(BOB, update.replace("To: <sip:" + PHONE + ">", "To: <sip:" + PHONE + ">;tag=z"))
                        .text())
                .doesNotContain("\"Mum\"");
    }

    /** They have the number of their INVITE, and may be sent another way. */
    @Test
    void theResponseReadsAsTheInviteWasWrittenWhateverItsCancelWas() {
        onward(GATEWAY, BY_NUMBER);
        for (String method : new String[] {"CANCEL", "ACK"}) {
            onward(BOB, BY_NUMBER.replace("INVITE", method));
        }
        assertThat(wire.receive(BOB, response(DIRECT, 487, "b")))
                .isEqualTo(new Wire.AtPhone(GATEWAY, 5060, response(BY_NUMBER, 487, "b")));
    }

    @Test
    void whatIsNoMessageIsTheSwitchboardsToJudge() {
        for (String text : new String[] {"", "hello\r\n\r\n", "INVITE sip:21@172.16.5.2 SIP/2.0\r\n\r\n", "\r\n\r\n"}) {
            assertThat(onward(GATEWAY, text)).isEqualTo(new Wire.AtSwitchboard(GATEWAY, text));
            assertThat(wire.receive(BOB, text).text()).isEqualTo(text);
        }
    }
}
