package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 section 19.1, RFC 3986, and what phones make of them. */
class UriSpanTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "sip:a@b.c:5060;x=y?s=1 ~ SIP|sip|a|b.c|5060|;x=y|?s=1",
                "sips:b ~ SIP|sips||b|||",
                "IM:a@b ~ SIP|IM|a|b|||",
                "pres:a@b?c ~ SIP|pres|a|b|||?c",
                "sip:a:secret@[::1]:5 ~ SIP|sip|a:secret|[::1]|5||",
                "sip:a;b=c@d;e ~ SIP|sip|a;b=c|d||;e|",
                "sip:a@b@c:5;x@y ~ SIP|sip|a@b|c|5|;x@y|",
                "sip:a@b:6@c ~ SIP|sip|a@b:6|c|||",
                "sip:a@ b ~ SIP|sip|a|b|||",
                "sip://a@b:5;x ~ SIP|sip|a|b|5|;x|",
                "sips://b ~ SIP|sips||b|||",
                "sip:/b ~ SIP|sip||||/b|",
                "sip:a@b:5:6;x ~ SIP|sip|a|b|5|:6;x|",
                "sip:a@b x?y ~ SIP|sip|a|b|| x|?y",
                "sip: ~ SIP|sip|||||",
                "a@b;x ~ BARE||a|b||;x|",
                "172.16.0.1:5;x ~ BARE|||172.16.0.1|5|;x|",
                "172.16.0 ~ NONE||||||",
                "joe ~ NONE||||||",
                "http://a@b:80/c?d ~ HIERARCHICAL|http|a|b|80||",
                "http://b?x@y ~ HIERARCHICAL|http||b|||",
                "http://b#f@y ~ HIERARCHICAL|http||b|||",
                "http://b;x@y ~ HIERARCHICAL|http||b|||",
                "http:/b ~ PLAIN|http|||||",
                "h323:a@b:5 ~ PLAIN|h323|a|b|5||",
                "callto:b ~ PLAIN|callto||b|||",
                "tel:+1@b ~ OPAQUE|tel|||||",
                "URN:x@b ~ OPAQUE|URN|||||",
                "1a:b@c ~ BARE||1a:b|c|||",
                "a%41:b@c ~ BARE||a%41:b|c|||",
            })
    void partsAreFound(String uri, String read) {
        byte[] bytes = Scan.of(uri);
        assertThat(Spelled.uri(bytes, 0, bytes.length)).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({"sip:b, true", "SIPS:b, true", "im:b, false", "tel:1, false", "b@c, false"})
    void aSipUriIsToldByItsScheme(String uri, boolean sip) {
        byte[] bytes = Scan.of(uri);
        assertThat(SipUri.parse(bytes, 0, bytes.length).isSip()).isEqualTo(sip);
    }
}
