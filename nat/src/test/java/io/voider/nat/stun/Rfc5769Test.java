package io.voider.nat.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The sample messages of RFC 5769 and RFC 8489 appendix B.1 (as corrected by erratum 6268). */
class Rfc5769Test {
    private static final StunKey SHORT_TERM = StunKey.shortTerm("VOkJxbRl1RmTxUk/WvJxBt");
    private static final String USER = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";

    static final String REQUEST = "00010058 2112a442 b7e7a701bc34d686fa87dfae"
            + "80220010 5354554e207465737420636c69656e74 00240004 6e0001ff 80290008 932ff9b151263b36"
            + "00060009 6576746a3a68367659202020 00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004 e57a3bcf";
    static final String IPV4_RESPONSE = "0101003c 2112a442 b7e7a701bc34d686fa87dfae"
            + "8022000b 7465737420766563746f7220 00200008 0001a147e112a643"
            + "00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96";
    static final String IPV6_RESPONSE = "01010048 2112a442 b7e7a701bc34d686fa87dfae"
            + "8022000b 7465737420766563746f7220 00200014 0002a147 0113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c";
    static final String LONG_TERM_REQUEST = "00010060 2112a442 78ad3433c6ad72c029da412e"
            + "00060012 e3839ee38388e383aae38383e382afe382b90000"
            + "0015001c 662f2f3439396b39353464364f4c33346f4c39465354767936347341"
            + "0014000b 6578616d706c652e6f726700 00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666";
    static final String SHA256_REQUEST = "00010090 2112a442 78ad3433c6ad72c029da412e"
            + "001e0020 4a3cf38fef6992bda952c6780417da0f24819415569e60b205c46e41407f1704"
            + "00150029 6f624d61744a6f733241414143662f2f3439396b39353464364f4c33346f4c39465354767936347341000000"
            + "0014000b 6578616d706c652e6f726700 001d0004 00020000"
            + "001c0020 b5c7bf005b6c52a21c51c5e892f81924136296cb927c43149309278cc6518e65";

    static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(ip), port);
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static StunMessage decode(String hex) throws StunException {
        return StunMessage.decode(Unpooled.wrappedBuffer(bytes(hex)), 2048);
    }

    @Test
    void readsTheSampleRequest() throws Exception {
        StunMessage message = decode(REQUEST);
        assertThat(message.is(StunClass.REQUEST, StunMethod.BINDING)).isTrue();
        assertThat(message.transactionId()).hasToString("b7e7a701bc34d686fa87dfae");
        assertThat(message.text(StunAttribute.SOFTWARE)).isEqualTo("STUN test client");
        assertThat(message.text(StunAttribute.USERNAME)).isEqualTo("evtj:h6vY");
        assertThat(message.number(StunAttribute.PRIORITY, 0)).isEqualTo(0x6e0001ffL);
        assertThat(message.number(StunAttribute.ICE_CONTROLLED, 0)).isEqualTo(0x932ff9b151263b36L);
        assertThat(message.isAuthenticatedBy(SHORT_TERM)).isTrue();
        assertThat(message.isAuthenticatedBy(StunKey.shortTerm("another"))).isFalse();
    }

    @Test
    void readsTheSampleIpv4Response() throws Exception {
        StunMessage message = decode(IPV4_RESPONSE);
        assertThat(message.is(StunClass.SUCCESS, StunMethod.BINDING)).isTrue();
        assertThat(message.text(StunAttribute.SOFTWARE)).isEqualTo("test vector");
        assertThat(message.address(StunAttribute.XOR_MAPPED_ADDRESS)).isEqualTo(address("192.0.2.1", 32853));
        assertThat(message.isAuthenticatedBy(SHORT_TERM)).isTrue();
    }

    @Test
    void readsTheSampleIpv6Response() throws Exception {
        StunMessage message = decode(IPV6_RESPONSE);
        assertThat(message.address(StunAttribute.XOR_MAPPED_ADDRESS))
                .isEqualTo(address("2001:db8:1234:5678:11:2233:4455:6677", 32853));
        assertThat(message.isAuthenticatedBy(SHORT_TERM)).isTrue();
    }

    @Test
    void readsAndRewritesTheSampleRequestWithLongTermAuthentication() throws Exception {
        StunKey key = StunKey.longTermMd5(USER, "example.org", "TheMatrIX");
        StunMessage message = decode(LONG_TERM_REQUEST);
        assertThat(message.text(StunAttribute.USERNAME)).isEqualTo(USER);
        assertThat(message.text(StunAttribute.NONCE)).isEqualTo("f//499k954d6OL34oL9FSTvy64sA");
        assertThat(message.text(StunAttribute.REALM)).isEqualTo("example.org");
        assertThat(message.isAuthenticatedBy(key)).isTrue();
        byte[] again = StunWriter.request(StunMethod.BINDING, message.transactionId())
                .text(StunAttribute.USERNAME, USER)
                .text(StunAttribute.NONCE, "f//499k954d6OL34oL9FSTvy64sA")
                .text(StunAttribute.REALM, "example.org")
                .integrity(key)
                .toBytes();
        assertThat(again).isEqualTo(bytes(LONG_TERM_REQUEST));
    }

    @Test
    void readsAndRewritesTheSampleRequestWithSha256AndUserHash() throws Exception {
        StunKey key = StunKey.longTermSha256(USER, "example.org", "TheMatrIX");
        StunMessage message = decode(SHA256_REQUEST);
        assertThat(message.bytes(StunAttribute.USERHASH)).isEqualTo(StunKey.userHash(USER, "example.org"));
        assertThat(message.isAuthenticatedBy(key)).isTrue();
        byte[] again = StunWriter.request(StunMethod.BINDING, message.transactionId())
                .bytes(StunAttribute.USERHASH, StunKey.userHash(USER, "example.org"))
                .text(StunAttribute.NONCE, "obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA")
                .text(StunAttribute.REALM, "example.org")
                .bytes(StunAttribute.PASSWORD_ALGORITHM, (byte) 0, (byte) 2, (byte) 0, (byte) 0)
                .integritySha256(key)
                .toBytes();
        assertThat(again).isEqualTo(bytes(SHA256_REQUEST));
    }
}
