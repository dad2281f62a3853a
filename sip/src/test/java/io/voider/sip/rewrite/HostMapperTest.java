package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Side;
import io.voider.sip.generate.Line;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One spelling of an address is mapped; an address of the parties in any other is refused; the rest stays. */
class HostMapperTest {
    private static final String BEFORE_HOST = "OPTIONS sip:x SIP/2.0\r\nContact: <sip:";

    private static String rewritten(String host) {
        return new Rewriting(Line.USUAL).outcome(Side.PHONE, Rewriting.bytes(message(host)));
    }

    private static String message(String host) {
        return BEFORE_HOST + host + ">\r\n\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "172.16.0.1, 172.29.5.1",
        "10.2.1.1, 172.29.1.1",
        "172.29.5.1, 172.16.0.1",
        "172.29.1.1, 10.2.1.1",
        "172.16.0.1., 172.29.5.1.",
        "[::ffff:172.16.0.1], [::ffff:172.29.5.1]",
        "[172.16.0.1], [172.29.5.1]",
        "[64:ff9b::10.2.1.1], [64:ff9b::172.29.1.1]",
    })
    void eachAddressBecomesItsTwin(String host, String twin) {
        assertThat(rewritten(host)).isEqualTo(message(twin));
    }

    @Test
    void addressesAreWrittenWithAsManyDigitsAsTheyHave() {
        Rewriting rewriting = new Rewriting(new Line("1.10.100.199", "9.99.0.255", "10.2.1.1", "172.29.1.1"));
        assertThat(rewriting.outcome(Side.PHONE, Rewriting.bytes(message("1.10.100.199"))))
                .isEqualTo(message("9.99.0.255"));
        assertThat(rewriting.outcome(Side.PHONE, Rewriting.bytes(message("9.99.0.255"))))
                .isEqualTo(message("1.10.100.199"));
    }

    @Test
    void whoIsToBeCalledWithinWhoIsToBeCalledEndsNothing() {
        String refer = "REFER sip:x SIP/2.0\r\nRefer-To: <sip:x?Refer-To=%%3Csip:%s%%3E>, <sip:%<s>\r\n\r\n";
        assertThat(new Rewriting(Line.USUAL).outcome(Side.PHONE, Rewriting.bytes(refer.formatted("10.2.3.1"))))
                .isEqualTo(refer.formatted("172.29.3.1"));
    }

    /** Whoever else is in the exchange of the line has a pair of names, too; me and what nobody dials have none of that kind. */
    @ParameterizedTest
    @CsvSource({
        "10.2.3.1, 172.29.3.1",
        "10.2.254.7, 172.29.254.7",
        "172.29.3.1, 10.2.3.1",
        "[::ffff:10.2.3.1], [::ffff:172.29.3.1]",
        "10.2.5.1, 10.2.5.1",
        "172.29.5.1, 172.16.0.1",
        "10.1.3.1, 10.1.3.1",
        "10.2.3.01, 10.2.3.01",
    })
    void aNeighbourIsMappedWhereOneIsAskedToCall(String host, String twin) {
        String refer = "REFER sip:x SIP/2.0\r\nContact: <sip:10.2.3.1>\r\nRefer-To: %s\r\n\r\n"
                .formatted("<sip:%s;maddr=%<s?Route=%%3Csip:%<s%%3E>");
        String moved = "SIP/2.0 302 x\r\nm: <sip:%s>;q=1, sip:%<s\r\nRoute: <sip:10.2.3.1>\r\n\r\n";
        String told = "NOTIFY sip:x SIP/2.0\r\nc: message/sipfrag\r\n\r\nSIP/2.0 301 x\r\nContact: sip:%s\r\n";
        for (String form : List.of(refer, moved, told)) {
            byte[] message = Rewriting.bytes(form.formatted(host));
            assertThat(new Rewriting(Line.USUAL).outcome(Side.PHONE, message)).isEqualTo(form.formatted(twin));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "172.16.000.1, with leading zeros",
        "172.016.0.1, with leading zeros",
        "0254.020.0.1, with leading zeros",
        "012.02.01.01, with leading zeros",
        "0000000012.2.1.1, with leading zeros",
        "172.16.0.01., with leading zeros",
        "%3172.16.0.1, with escaped digits",
        "172.16.0.%31, with escaped digits",
        "172%2e16.0.1, with escaped digits",
        "%30254.020.0.1, with escaped digits",
        "[::ffff:ac10:1], inside an IPv6 address",
        "[0:0:0:0:0:FFFF:AC10:0001], inside an IPv6 address",
        "[::ac10:1], inside an IPv6 address",
        "[::a02:101], inside an IPv6 address",
        "[64:ff9b::ac10:1], inside an IPv6 address",
        "[x::172.016.0.1], inside an IPv6 address",
    })
    void anAddressOfTheMappingInAnotherSpellingIsRefused(String host, String how) {
        assertThat(rewritten(host)).isEqualTo("refused at " + BEFORE_HOST.length() + ": a mapped address " + how);
    }

    /** Nobody would learn that such a message was refused, or could send another one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIP/2.0 200 OK\r\n",
                "ACK sip:x SIP/2.0\r\n",
                "BYE sip:x SIP/2.0\r\n",
                "CANCEL sip:x SIP/2.0\r\n",
            })
    void whatWouldCostACallIsNotRefusedForASpelling(String start) {
        for (String host : List.of("172.16.000.1", "%3172.16.0.1", "[::ac10:1]")) {
            String message = start + "m: <sip:" + host + ">, <sip:a?Route=sip:%3172.16.0.1>\r\n\r\n";
            assertThat(new Rewriting(Line.USUAL).outcome(Side.PHONE, Rewriting.bytes(message)))
                    .isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "172.16.0.10",
                "172.16.0",
                "172.16.0.",
                "172.16..1",
                "172.16.0.1.2",
                "172.16.0.1..",
                "172.16.0.256",
                "172.16.0.0400",
                "172.16.0.08",
                "172.16-0.1",
                "1172.16.0.1",
                "172.16.0.1.example",
                "a.172.16.0.1",
                "%41",
                "%41.example",
                "[x:y]",
                "[2001:db8::1]",
                "[2001:db8::]",
                "[2001:db8::ac10:1]",
                "[::ffff:192.0.2.1]",
                "[::fffe:ac10:1]",
                "[::ff00:ac10:1]",
                "[::ff:ac10:1]",
                "[::1:ffff:ac10:1]",
                "[1::ffff:ac10:1]",
                "[64:ff9b:1::ac10:1]",
                "[64:ff9b::1:ac10:1]",
                "[64:ff9a::ac10:1]",
                "[64:fe9b::ac10:1]",
                "[65:ff9b::ac10:1]",
                "[164:ff9b::ac10:1]",
            })
    void whatIsNoneOfTheMappingStays(String host) {
        assertThat(rewritten(host)).isEqualTo(message(host));
    }
}
