package io.voider.nat.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunMessageTest {
    private static final StunKey KEY = StunKey.shortTerm("p");
    private static final TransactionId ID = TransactionId.next(new Random(1));

    private static StunMessage decode(byte[] bytes) throws StunException {
        return StunMessage.decode(Unpooled.wrappedBuffer(bytes), 2048);
    }

    private static byte[] withAttribute(byte[] message, String hex) {
        byte[] extra = Rfc5769Test.bytes(hex);
        byte[] all = Arrays.copyOf(message, message.length + extra.length);
        System.arraycopy(extra, 0, all, message.length, extra.length);
        all[2] = (byte) ((all.length - 20) >> 8);
        all[3] = (byte) (all.length - 20);
        return all;
    }

    @Test
    void ignoresWhatFollowsTheIntegrity() throws Exception {
        byte[] signed =
                StunWriter.request(StunMethod.BINDING, ID).integrity(KEY).toBytes();
        StunMessage message = decode(withAttribute(signed, "00250000"));
        assertThat(message.has(StunAttribute.USE_CANDIDATE)).isFalse();
        assertThat(message.isAuthenticatedBy(KEY)).isTrue();
    }

    @Test
    void namesTheAttributesItMustUnderstandAndDoesNot() throws Exception {
        byte[] request = StunWriter.request(StunMethod.BINDING, ID).toBytes();
        StunMessage message = decode(withAttribute(request, "7ffe0000 fffe0000 7ffe0000"));
        assertThat(message.notUnderstood()).containsExactly(0x7FFE);
    }

    @Test
    void readsAnIpv4MappedAddressAsTheIpv4AddressItMeans() throws Exception {
        byte[] request = StunWriter.request(StunMethod.SEND, ID).toBytes();
        StunMessage message = decode(withAttribute(request, "00010014 0002 0050 00000000000000000000ffff7f000001"));
        InetSocketAddress address = message.address(StunAttribute.MAPPED_ADDRESS);
        assertThat(address).isEqualTo(Rfc5769Test.address("127.0.0.1", 80));
        assertThat(address).extracting(InetSocketAddress::getAddress).isInstanceOf(Inet4Address.class);
    }

    @Test
    void countsTheFirstOfTwoEqualAttributes() throws Exception {
        byte[] bytes = StunWriter.request(StunMethod.BINDING, ID)
                .number(StunAttribute.PRIORITY, 1)
                .number(StunAttribute.PRIORITY, 2)
                .toBytes();
        assertThat(decode(bytes).number(StunAttribute.PRIORITY, 0)).isEqualTo(1);
    }

    @Test
    void refusesAMessageOfWrongForm() {
        byte[] request = StunWriter.request(StunMethod.BINDING, ID).toBytes();
        assertThatThrownBy(() -> decode(withAttribute(request, "00240003 00000000")))
                .isInstanceOf(StunException.class)
                .hasMessage("PRIORITY of 3 bytes (at byte 24)");
        assertThatThrownBy(() -> decode(withAttribute(request, "00200008 0003000000000000")))
                .hasMessage("address of family 3 in 8 bytes (at byte 24)");
        assertThatThrownBy(() -> decode(withAttribute(request, "80280004 00000000")))
                .hasMessage("wrong FINGERPRINT (at byte 24)");
        assertThatThrownBy(() -> decode(withAttribute(request, "00240008 00000000")))
                .hasMessage("attribute runs past the end (at byte 20)");
        assertThatThrownBy(() -> decode(withAttribute(request, "00090004 00000200")))
                .hasMessage("error class 2, number 0 (at byte 24)");
        assertThatThrownBy(() -> decode(withAttribute(request, "c0570000".repeat(65))))
                .hasMessageStartingWith("more than 64 attributes");
    }

    @Test
    void refusesToWriteWhatIsNotAllowed() {
        StunWriter writer = StunWriter.request(StunMethod.BINDING, ID);
        assertThatThrownBy(() -> writer.number(StunAttribute.CHANNEL_NUMBER, 0x10000))
                .hasMessage("CHANNEL-NUMBER cannot hold 65536");
        assertThatThrownBy(() -> writer.text(StunAttribute.USERNAME, "x".repeat(513)))
                .hasMessage("USERNAME cannot be of 513 bytes");
        assertThatThrownBy(() -> writer.address(
                        StunAttribute.MAPPED_ADDRESS, InetSocketAddress.createUnresolved("example.org", 1)))
                .hasMessageContaining("is a name");
        assertThatThrownBy(() -> StunKey.shortTerm("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anErrorResponseCarriesItsCodeAndReason() throws Exception {
        StunMessage request = decode(StunWriter.request(StunMethod.ALLOCATE, ID).toBytes());
        StunMessage response =
                decode(StunWriter.error(request, StunError.STALE_NONCE).toBytes());
        assertThat(response.error()).isEqualTo(StunError.STALE_NONCE);
        assertThat(response.transactionId()).isEqualTo(request.transactionId());
        assertThat(response).hasToString("Allocate ERROR 438 " + ID);
    }
}
