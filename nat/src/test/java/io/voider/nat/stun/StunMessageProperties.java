package io.voider.nat.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class StunMessageProperties {
    private static final StunKey KEY = StunKey.shortTerm("a password");
    private static final TransactionId ID = new TransactionId(0x01020304, 0x05060708090a0b0cL);

    @Provide
    Arbitrary<InetSocketAddress> address() {
        Arbitrary<byte[]> v4 = Arbitraries.bytes().array(byte[].class).ofSize(4);
        Arbitrary<byte[]> v6 = Arbitraries.bytes().array(byte[].class).ofSize(16);
        return Arbitraries.oneOf(v4, v6).map(bytes -> {
            try {
                return new InetSocketAddress(InetAddress.getByAddress(bytes), bytes[0] & 0xFF);
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static StunMessage decode(byte[] bytes) throws StunException {
        return StunMessage.decode(Unpooled.wrappedBuffer(bytes), 65_555);
    }

    @Property
    void whatIsWrittenIsRead(
            @ForAll("address") InetSocketAddress address,
            @ForAll @StringLength(max = 120) String text,
            @ForAll @Size(max = 900) byte[] data,
            @ForAll @IntRange(min = 0) int number,
            @ForAll long tie)
            throws Exception {
        String sent = new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        byte[] bytes = StunWriter.request(StunMethod.ALLOCATE, ID)
                .text(StunAttribute.SOFTWARE, sent)
                .address(StunAttribute.XOR_PEER_ADDRESS, address)
                .address(StunAttribute.XOR_PEER_ADDRESS, address)
                .address(StunAttribute.OTHER_ADDRESS, address)
                .bytes(StunAttribute.DATA, data)
                .number(StunAttribute.LIFETIME, number)
                .number(StunAttribute.CHANNEL_NUMBER, number & 0xFFFF)
                .number(StunAttribute.REQUESTED_TRANSPORT, 17)
                .number(StunAttribute.ICE_CONTROLLING, tie)
                .unknownAttributes(List.of(1, 0x7FFF))
                .integrity(KEY)
                .integritySha256(KEY)
                .fingerprint()
                .toBytes();
        StunMessage message = decode(bytes);
        assertThat(message.text(StunAttribute.SOFTWARE)).isEqualTo(sent);
        assertThat(message.addresses(StunAttribute.XOR_PEER_ADDRESS)).containsExactly(address, address);
        assertThat(message.address(StunAttribute.OTHER_ADDRESS)).isEqualTo(address);
        assertThat(message.bytes(StunAttribute.DATA)).isEqualTo(data);
        assertThat(message.number(StunAttribute.LIFETIME, -1)).isEqualTo(number);
        assertThat(message.number(StunAttribute.CHANNEL_NUMBER, -1)).isEqualTo(number & 0xFFFF);
        assertThat(message.number(StunAttribute.REQUESTED_TRANSPORT, -1)).isEqualTo(17);
        assertThat(message.number(StunAttribute.ICE_CONTROLLING, -1)).isEqualTo(tie);
        assertThat(message.unknownAttributes()).containsExactly(1, 0x7FFF);
        assertThat(message.isAuthenticatedBy(KEY)).isTrue();
        assertThat(message.isAuthenticatedBy(StunKey.shortTerm("b"))).isFalse();
    }

    @Property
    void noBitOfAnAuthenticatedMessageCanBeChanged(@ForAll @IntRange(min = 0, max = 19 * 8 - 1) int bit)
            throws Exception {
        byte[] bytes = StunWriter.request(StunMethod.BINDING, ID)
                .number(StunAttribute.PRIORITY, 7)
                .integrity(KEY)
                .toBytes();
        int at = bit / 8;
        bytes[at] ^= (byte) (1 << (bit % 8));
        try {
            assertThat(decode(bytes).isAuthenticatedBy(KEY)).isFalse();
        } catch (StunException refused) {
            assertThat(refused).hasMessageContaining("at byte");
        }
    }

    @Property(tries = 5000)
    void anyBytesAreReadOrRefusedWithAPlace(
            @ForAll @Size(max = 120) byte[] tail, @ForAll @IntRange(max = 0x3FFF) int type) {
        byte[] bytes = new byte[20 + (tail.length & ~3)];
        System.arraycopy(tail, 0, bytes, 20, bytes.length - 20);
        bytes[0] = (byte) (type >> 8);
        bytes[1] = (byte) type;
        bytes[3] = (byte) (bytes.length - 20);
        bytes[4] = 0x21;
        bytes[5] = 0x12;
        bytes[6] = (byte) 0xA4;
        bytes[7] = 0x42;
        try {
            StunMessage message = decode(bytes);
            assertThat(message.toString()).isNotEmpty();
            message.error();
            message.unknownAttributes();
            message.isAuthenticatedBy(KEY);
            message.notUnderstood();
        } catch (StunException refused) {
            assertThat(refused).hasMessageContaining("at byte");
        }
    }

    @Property(tries = 200)
    void everyTruncationIsRefused(@ForAll @IntRange(min = 0, max = 107) int length) {
        byte[] bytes = java.util.Arrays.copyOf(Rfc5769Test.bytes(Rfc5769Test.REQUEST), length);
        assertThatThrownBy(() -> decode(bytes)).isInstanceOf(StunException.class);
    }
}
