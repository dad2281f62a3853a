package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutomaticAnswerTest {
    private static boolean isAsked(String uri, String field) {
        String text = "INVITE " + uri + " SIP/2.0\r\n" + field + "\r\n\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        SipMessage message = new SipDecoder().decode(bytes, 0, bytes.length);
        return AutomaticAnswer.isAskedIn(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Call-Info: <sip:example.org>;answer-after=0",
                "Call-Info: sip:example.org\\;answer-after=0",
                "CALL-INFO: <sip:x>; Answer-After = 0",
                "Call-Info: <sip:x>\r\n ;answer-after=0",
                "Alert-Info: <http://127.0.0.1>;info=alert-autoanswer",
                "Alert-Info: info=alert-autoanswer",
                "Alert-Info: <http://x>;info=alert-autoanswer;delay=0",
                "Alert-Info: Auto Answer",
                "Alert-Info: auto-answer",
                "Alert-Info: Ring Answer",
                "Alert-Info: <sip:x>;info=ring-answer",
                "Alert-Info: intercom",
                "Alert-Info: <http://www.notused.com>;info=intercom",
                "Alert-Info: <file:x>;avaya-cm-alert-type=intercom",
                "Alert-Info: <sip:x?a=auto%20answer>",
                "Alert-Info: <http://pbx.example/ring.wav>;info=alert-autoanswer",
                "Alert-Info: <http://pbx.example/ring.wav>, <http://pbx.example/intercom>",
                "Alert-Info: <http://x>;answer-after=0",
                "Alert-Info: <http://x>;info=alert-autoanswer-off, <http://x>;info=alert-autoanswer",
                "X-Auto-Answer-Delay: 1",
                "Answer-Mode: Auto",
                "Answer-Mode: auto;require",
                "Priv-Answer-Mode: Auto;require",
                "P-Auto-Answer: normal",
                "X-Auto-Answer: true",
                "Event: talk",
                "o: talk"
            })
    void isFoundInEverySpelling(String field) {
        assertThat(isAsked("sip:172.16.0.1", field)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:172.16.0.1;intercom=true",
                "sip:a@172.16.0.1?Call-Info=%3Bansw%65r-after%3D0",
                "sip:a;auto-answer=1"
            })
    void isFoundInTheRequestUri(String uri) {
        assertThat(isAsked(uri, "Subject: x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Alert-Info: <http://example.org/ring.wav>",
                "Alert-Info: <urn:alert:service:normal>",
                "Alert-Info: Bellcore-dr3",
                "Alert-Info: <http://pbx.example/intercom-ring.wav>",
                "Alert-Info: <http://x>;info=alert-autoanswer-off",
                "Alert-Info: intercom=false",
                "X-Auto-Answer-Capable: yes",
                "P-Auto-Answer-Supported: yes",
                "X-Ring-Answer-Count: 3",
                "Call-Info: <http://example.org/face.png>;purpose=icon",
                "Answer-Mode: Manual",
                "Priv-Answer-Mode: manual;require",
                "X-Auto-Answer: no",
                "X-Answered-By: intercom",
                "Subject: please call my intercom, it answers by itself",
                "Event: refer",
                "User-Agent: Intercom 2000"
            })
    void anOrdinaryCallIsOrdinary(String field) {
        assertThat(isAsked("sip:intercom@172.16.0.1", field)).isFalse();
    }

    @Test
    void aParameterThatSaysNoIsNo() {
        assertThat(isAsked("sip:172.16.0.1;intercom=false", "Subject: x")).isFalse();
    }
}
