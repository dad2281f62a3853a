package io.voider.cli.node.signalling;

import static io.voider.cli.node.signalling.ScriptedCall.audio;
import static io.voider.cli.node.signalling.ScriptedCall.media;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What phones do in calls, each with the document that says how it ought to end: the table of docs/sip.md.
 *
 * @param what in words
 * @param document which says so
 * @param script plays it, and fails if it ends otherwise
 */
record CallScript(String what, String document, Consumer<ScriptedCall> script) {
    /** Seconds, in which ports that were agreed on before stay open. */
    private static final int LINGERING = 5;

    static final List<CallScript> ALL = List.of(
            new CallScript("a call, answered and hung up", "RFC 3261 §13, §15", call -> {
                call.establish();
                call.hangUp();
            }),
            new CallScript("an INVITE without offer: the 2xx has it, the ACK answers", "RFC 3261 §13.2.1", call -> {
                call.askAnew("INVITE", "");
                call.answer("200 OK", audio(6000));
                call.acknowledge(audio(4000));
                call.assertTalking(4000, 6000);
                call.hangUp();
            }),
            new CallScript("a re-INVITE without offer, to other ports", "RFC 3261 §14.1", call -> {
                call.establish();
                call.ask("INVITE", "");
                call.answer("200 OK", audio(6010));
                call.acknowledge(audio(4010));
                call.assertTalking(4010, 6010);
                call.stage.pass(LINGERING);
                call.assertSilent(4000, 6000);
                call.hangUp();
            }),
            new CallScript("early media, of a fork that does not answer in the end", "RFC 3261 §13.2.2.4", call -> {
                call.askAnew("INVITE", audio(4000));
                call.answerAs("f1", "183 Session Progress", audio(6000));
                call.assertTalking(4000, 6000);
                call.answerAs("f2", "200 OK", audio(6010));
                call.talkWith("f2");
                call.acknowledge("");
                call.stage.pass(40);
                call.assertTalking(4000, 6010);
                assertThat(call.caller.isHeardAt(6000)).isFalse();
                call.hangUp();
            }),
            new CallScript("reliable provisional responses", "RFC 3262 §3", call -> {
                call.askAnew("INVITE", audio(4000), "Supported: 100rel");
                call.answer("183 Session Progress", audio(6000), "Require: 100rel", "RSeq: 1");
                call.prackAndAnswer("RAck: 1 1 INVITE");
                call.assertTalking(4000, 6000);
                call.hangUp();
            }),
            new CallScript("UPDATE to other ports", "RFC 3311 §5.1", call -> {
                call.establish();
                call.ask("UPDATE", audio(4010));
                call.answer("200 OK", audio(6010));
                call.assertTalking(4010, 6010);
                call.hangUp();
            }),
            new CallScript("hold and resume, by sendonly, inactive and 0.0.0.0", "RFC 3264 §8.4", call -> {
                call.establish();
                call.renegotiate(audio(4000, "sendonly"), audio(6000, "recvonly"));
                assertThat(call.caller.calls.running().join().get(0).state()).isEqualTo("held");
                call.renegotiate(audio(4000, "inactive"), audio(6000, "inactive"));
                call.renegotiate(audio(4000).replace("c=IN IP4 172.16.0.1", "c=IN IP4 0.0.0.0"), audio(6000));
                call.stage.pass(LINGERING);
                assertThat(call.callee.isHeardAt(4000)).isFalse();
                call.renegotiate(audio(4000), audio(6000));
                call.assertTalking(4000, 6000);
                call.hangUp();
            }),
            new CallScript("a re-INVITE that is refused, and glare: the session stays", "RFC 3261 §14.1", call -> {
                call.establish();
                for (String refusal :
                        List.of("488 Not Acceptable Here", "491 Request Pending", "500 Server Internal Error")) {
                    call.ask("INVITE", audio(4010));
                    call.answer(refusal, "");
                    call.acknowledgeRefusal();
                    call.take(call.callee, "ACK ");
                    call.assertTalking(4000, 6000);
                    assertThat(call.callee.isHeardAt(4010)).isFalse();
                }
                call.hangUp();
            }),
            new CallScript("a re-INVITE of the callee's", "RFC 3261 §14.1", call -> {
                call.establish();
                call.askBack("INVITE", audio(6010));
                call.answer("200 OK", audio(4010));
                call.assertTalking(4010, 6010);
                call.hangUp();
            }),
            new CallScript("CANCEL, and the 487 behind it", "RFC 3261 §9, §15", call -> {
                call.askAnew("INVITE", audio(4000));
                call.answer("180 Ringing", "");
                call.cancelledWith("487 Request Terminated");
                call.assertSilent(4000, 6000);
                assertThat(call.caller.calls.ended().get(0).reason()).isEqualTo("the caller gave up");
            }),
            new CallScript("CANCEL that the answer overtakes: the answer wins", "RFC 3261 §9.1", call -> {
                call.askAnew("INVITE", audio(4000));
                call.cancelledWith("200 OK");
                call.hangUp();
            }),
            new CallScript("a phone that is busy", "RFC 3261 §21.4.24", call -> {
                call.askAnew("INVITE", audio(4000));
                call.answer("486 Busy Here", "");
                call.acknowledgeRefusal();
                call.take(call.callee, "ACK ");
                call.assertSilent(4000, 6000);
            }),
            new CallScript(
                    "401 and 407 of the called phone", "RFC 3261 §16.7, §17.1.1.3; docs/threat-model.md", call -> {
                        for (String status : List.of("401 Unauthorized", "407 Proxy Authentication Required")) {
                            call.askAnew("INVITE", audio(4000));
                            call.respond("b", status, "", "WWW-Authenticate: Digest realm=\"x\", nonce=\"y\"");
                            call.take(call.caller, "SIP/2.0 403 ");
                            call.take(call.callee, "ACK ");
                        }
                        call.assertSilent(4000, 6000);
                    }),
            new CallScript("an answer that cannot be passed on", "RFC 3261 §13.2.2.4, §21.5.3", call -> {
                call.askAnew("INVITE", audio(4000));
                String deep = "x";
                String type = "text/plain";
                for (int depth = 0; depth < 12; depth++) {
                    deep = "--b" + depth + "\r\nContent-Type: " + type + "\r\n\r\n" + deep + "\r\n--b" + depth + "--";
                    type = "multipart/mixed;boundary=b" + depth;
                }
                call.respond("b", "200 OK", deep, "Content-Type: " + type);
                call.take(call.caller, "SIP/2.0 502 ");
                call.take(call.callee, "ACK ");
                call.take(call.callee, "BYE ");
                call.respond("b", "200 OK", "");
                call.stage.pass(40);
                assertThat(call.lines(call.caller)).isEmpty();
                assertThat(call.lines(call.callee)).isEmpty();
            }),
            new CallScript("two calls on the same RTP ports, the first one ending first", "RFC 3264 §5.1", call -> {
                call.establish();
                ScriptedCall second = call.another("second");
                second.establish();
                call.ask("BYE", "");
                call.answer("200 OK", "");
                second.assertTalking(4000, 6000);
                second.hangUp();
            }),
            new CallScript(
                    "481 and 408 to NOTIFY, INFO, OPTIONS: the call goes on", "RFC 6665 §4.2.2, RFC 5057 §5", call -> {
                        call.establish();
                        for (String method : List.of("NOTIFY", "INFO", "OPTIONS", "MESSAGE")) {
                            for (String status : List.of("481 Subscription does not exist", "408 Request Timeout")) {
                                call.askBack(method, "", "Event: refer", "Subscription-State: active");
                                call.answer(status, "");
                                call.assertTalking(4000, 6000);
                            }
                        }
                        call.hangUp();
                    }),
            new CallScript("481 to a re-INVITE: the call is over", "RFC 5057 §5, RFC 3261 §12.2.1.2", call -> {
                call.establish();
                call.ask("INVITE", audio(4000));
                call.answer("481 Call/Transaction Does Not Exist", "");
                call.assertSilent(4000, 6000);
            }),
            new CallScript(
                    "REFER, and what NOTIFY tells of it in fragments of every shape",
                    "RFC 3515 §2.4, RFC 3420",
                    call -> {
                        call.establish();
                        String refer = call.ask(
                                "REFER", "", "Refer-To: <sip:10.2.1.1?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>");
                        assertThat(refer).contains("Refer-To: <sip:172.16.0.1?Replaces=a%40b");
                        call.answer("202 Accepted", "");
                        for (String fragment : List.of(
                                "SIP/2.0 100 Trying", "SIP/2.0 200 OK\r\nTo: <sip:10.1.2.1>;tag=1\r\n", "Trying...")) {
                            call.askBack(
                                    "NOTIFY",
                                    fragment,
                                    "Event: refer",
                                    "Subscription-State: active",
                                    "Content-Type: message/sipfrag");
                            call.answer("200 OK", "");
                        }
                        call.hangUp();
                    }),
            new CallScript("a session timer, refreshed by UPDATE, then not", "RFC 4028 §10", call -> {
                call.establish(audio(4000), audio(6000), "Session-Expires: 90;refresher=uac", "Require: timer");
                for (int i = 0; i < 4; i++) {
                    call.stage.pass(45);
                    call.ask("UPDATE", "", "Session-Expires: 90;refresher=uac");
                    call.answer("200 OK", "", "Session-Expires: 90;refresher=uac");
                }
                call.assertTalking(4000, 6000);
                call.stage.pass(150);
                call.assertSilent(4000, 6000);
            }),
            new CallScript("Session-Expires huge, empty, fractional, no number", "RFC 4028 §4", call -> {
                for (String value : List.of("4294967295;refresher=uac", "99999999999999999999", "", "1800.0", "abc")) {
                    ScriptedCall one = call.another("odd" + value.length());
                    one.establish(audio(4000), audio(6000), "Session-Expires: " + value);
                    one.assertTalking(4000, 6000);
                    one.hangUp();
                }
            }),
            new CallScript(
                    "digits as telephone-events, whose payload type a re-INVITE moves",
                    "RFC 4733 §2.5, RFC 3264 §8.3",
                    call -> {
                        call.establish(
                                audio(4000, "rtpmap:101 telephone-event/8000", "fmtp:101 0-15"),
                                audio(6000, "rtpmap:101 telephone-event/8000"));
                        call.renegotiate(
                                audio(4000, "rtpmap:97 telephone-event/8000").replace("0 101", "0 97"),
                                audio(6000, "rtpmap:97 telephone-event/8000").replace("0 101", "0 97"));
                        call.assertTalking(4000, 6000);
                        call.ask("INFO", "Signal=5\r\nDuration=160\r\n", "Content-Type: application/dtmf-relay");
                        call.answer("200 OK", "");
                        call.hangUp();
                    }),
            new CallScript("comfort noise, and a clear channel for data", "RFC 3389 §5, RFC 4040 §3", call -> {
                call.establish(
                        audio(4000, "rtpmap:13 CN/8000").replace("0 101", "0 13"),
                        audio(6000, "rtpmap:13 CN/8000").replace("0 101", "0 13"));
                call.renegotiate(
                        audio(4010, "rtpmap:97 CLEARMODE/8000").replace("0 101", "97"),
                        audio(6010, "rtpmap:97 CLEARMODE/8000").replace("0 101", "97"));
                call.assertTalking(4010, 6010);
                call.hangUp();
            }),
            new CallScript(
                    "a fax: a re-INVITE to T.38 and back to voice", "RFC 3264 §8.3; ITU-T T.38 annex D", call -> {
                        call.establish();
                        String fax =
                                audio(0) + media("image 4020 udptl t38", "T38FaxVersion:0", "T38FaxMaxDatagram:400");
                        call.renegotiate(fax, fax.replace("4020", "6020"));
                        call.assertTalking(4020, 6020);
                        call.stage.pass(LINGERING);
                        call.assertSilent(4000, 6000);
                        call.renegotiate(
                                audio(4000) + media("image 0 udptl t38"), audio(6000) + media("image 0 udptl t38"));
                        call.assertTalking(4000, 6000);
                        call.stage.pass(LINGERING);
                        assertThat(call.callee.isHeardAt(4020)).isFalse();
                        call.hangUp();
                    }),
            new CallScript("video that is added and taken away", "RFC 3264 §8.1, §8.2", call -> {
                call.establish();
                call.renegotiate(
                        audio(4000) + media("video 4030 RTP/AVP 97"), audio(6000) + media("video 6030 RTP/AVP 97"));
                call.assertTalking(4030, 6030);
                call.renegotiate(audio(4000) + media("video 0 RTP/AVP 97"), audio(6000) + media("video 0 RTP/AVP 97"));
                call.stage.pass(LINGERING);
                call.assertSilent(4030, 6030);
                call.assertTalking(4000, 6000);
                call.hangUp();
            }),
            new CallScript("a description among other parts of a body", "RFC 5621 §3", call -> {
                String parts = "--b\r\nContent-Type: application/sdp\r\n\r\n" + audio(4000)
                        + "\r\n--b\r\nContent-Type: application/pidf+xml\r\n\r\n<x/>\r\n--b--\r\n";
                call.askAnew("INVITE", parts, "Content-Type: multipart/mixed;boundary=\"b\"");
                call.answer("200 OK", audio(6000));
                call.acknowledge("");
                call.assertTalking(4000, 6000);
                call.hangUp();
            }),
            new CallScript("an INVITE of 8 KB", "RFC 3261 §18.1.1", call -> {
                String invite = call.askAnew(
                        "INVITE", audio(4000), ("X-Long: " + "z".repeat(180) + "\r\n").repeat(40) + "X: y");
                assertThat(invite.length()).isGreaterThan(7_500);
                call.answer("200 OK", audio(6000));
                call.acknowledge("");
                call.hangUp();
            }),
            new CallScript("Replaces of a call between the same two", "RFC 3891 §3", call -> {
                call.establish();
                ScriptedCall taking = call.another("taking");
                taking.askAnew("INVITE", audio(4010), "Replaces: %s;to-tag=b;from-tag=a".formatted(call.id()));
                taking.answer("200 OK", audio(6010));
                taking.acknowledge("");
                call.askBack("BYE", "");
                call.answer("200 OK", "");
                taking.assertTalking(4010, 6010);
                call.assertSilent(4000, 6000);
            }),
            new CallScript("481 to the BYE of a call that the phone forgot", "RFC 3261 §15.1.2", call -> {
                call.establish();
                call.askBack("BYE", "");
                call.answer("481 Call/Transaction Does Not Exist", "");
                call.assertSilent(4000, 6000);
            }),
            new CallScript(
                    "OPTIONS and MESSAGE outside a call; anything else is answered 481 or 405",
                    "RFC 3261 §11, §12.2.2, §8.2.1",
                    call -> {
                        for (String method : List.of("OPTIONS", "MESSAGE")) {
                            call.askAnew(method, "");
                            call.answer("200 OK", "");
                        }
                        for (String method : List.of("SUBSCRIBE", "NOTIFY", "REFER", "INFO")) {
                            assertThat(call.askInVain(method, call.caller.number))
                                    .startsWith("SIP/2.0 481 ");
                        }
                        for (String method : List.of("REGISTER", "PUBLISH", "KDMQ")) {
                            assertThat(call.askInVain(method, call.caller.number))
                                    .startsWith("SIP/2.0 405 ");
                        }
                    }),
            new CallScript(
                    "OPTIONS and REGISTER to the gateway, and to one's own number", "RFC 3261 §11.2, §21.4.6", call -> {
                        for (String exchange : List.of("172.16.0.2", "10.1.1.1")) {
                            assertThat(call.askInVain("OPTIONS", exchange)).isEqualTo("SIP/2.0 200 OK");
                        }
                        assertThat(call.askInVain("REGISTER", "172.16.0.2")).isEqualTo("SIP/2.0 200 OK");
                        assertThat(call.askInVain("REGISTER", "10.1.1.1")).isEqualTo("SIP/2.0 405 Method Not Allowed");
                        assertThat(call.askInVain("INVITE", "10.99.1.1"))
                                .isEqualTo("SIP/2.0 404 Nobody has this number");
                    }),
            new CallScript("keep-alives, and what is no SIP at all", "RFC 5626 §4.4.1, RFC 3261 §18.3", call -> {
                for (String nothing : List.of("\r\n\r\n", "\r\n", "", "\0", "\0\0\0\0", "jaK", "hello\r\n")) {
                    call.bytes(nothing);
                }
                call.establish();
                call.hangUp();
            }));

    void play(ScriptedCall call) {
        script.accept(call);
    }

    /** The table in Markdown. */
    static String table() {
        return "| what | as |\n| --- | --- |\n"
                + ALL.stream()
                        .map(each -> "| " + each.what + " | " + each.document + " |\n")
                        .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return what;
    }
}
