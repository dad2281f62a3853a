package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The codec, byte by byte and value by value. */
final class NetlinkMessageTest {

    @Test
    @EnabledIf("isLittleEndian")
    void aRequestIsTheBytesThatTheHeaderFilesDescribe() {
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_NEWLINK, 0x604, 16)
                .set32(4, 7)
                .string(3, "a0")
                .nest(18, 0, info -> info.string(1, "veth"));
        assertThat(HexFormat.of().formatHex(Samples.bytes(request.finish(0x01020304))))
                .isEqualTo("38000000" + "1000" + "0506" + "04030201" + "00000000"
                        + "00000000" + "07000000" + "00000000" + "00000000"
                        + "0700" + "0300" + "613000" + "00"
                        + "1000" + "1200" + "0900" + "0100" + "7665746800" + "000000");
    }

    static boolean isLittleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    @Test
    void aLinkIsRead() {
        Link link = Link.decode(Samples.message(Samples.veth()));
        assertThat(link.name()).isEqualTo("a0");
        assertThat(link.index()).isEqualTo(7);
        assertThat(link.up()).isTrue();
        assertThat(link.state()).isEqualTo(Link.State.UP);
        assertThat(link.mac()).contains(Samples.MAC);
        assertThat(link.peer()).hasValue(8);
        assertThat(link.peerNamespace()).hasValue(3);
        assertThat(link.master()).hasValue(9);
        assertThat(link.statistics()).isEqualTo(new Link.Statistics(100, 101, 102, 103, 104, 105, 106, 107));
        assertThat(Link.decode(Samples.message(Samples.tun())).owner()).hasValue(65534);
    }

    @Test
    void whatGoesIsToldApartFromWhatComes() {
        assertThat(Subscription.decode(Samples.message(Samples.tun())))
                .isInstanceOfSatisfying(
                        NetworkChange.OfLink.class,
                        change -> assertThat(change.kind()).isEqualTo(NetworkChange.Kind.GONE));
        assertThat(Subscription.decode(Samples.message(Samples.rule()))).isNull();
        assertThat(Subscription.decode(Samples.message(Samples.route("fd09::/16"))))
                .isEqualTo(new NetworkChange.OfRoute(
                        NetworkChange.Kind.PRESENT,
                        Route.to("fd09::/16")
                                .via("fd09::")
                                .dev("#7")
                                .table(5000)
                                .metric(1024)));
    }

    @Test
    void aRouteToEverywhereHasNoDestinationAttribute() {
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_NEWROUTE, 0, Layout.RtMsg.SIZE)
                .set8(Layout.RtMsg.FAMILY, Layout.AF_INET6)
                .set8(Layout.RtMsg.TABLE, 254)
                .set8(Layout.RtMsg.TYPE, 6);
        assertThat(Routes.decode(Samples.message(request), Map.of())).isEqualTo(Route.blackhole("::/0"));
    }

    @Test
    void anErrorComesWithTheKernelsOwnWords() {
        NetlinkMessage error = NetlinkMessage.split(ByteBuffer.wrap(Samples.error(22, "mtu less than device minimum")))
                .get(0);
        assertThat(error.error()).isEqualTo(22);
        assertThat(error.explanation()).isEqualTo("mtu less than device minimum");
    }

    @Test
    void liesAreFound() {
        NetlinkRequest tooLong = Samples.address("10.0.0.1/24").set8(Layout.IfAddrMsg.PREFIX_LENGTH, 33);
        assertThatThrownBy(() -> InterfaceAddress.decode(Samples.message(tooLong)))
                .isInstanceOf(MalformedNetlinkException.class)
                .hasMessageContaining("a prefix of 33 bits");
        NetlinkRequest odd = new NetlinkRequest(MessageType.RTM_NEWNEIGH, 0, 12).bytes(1, new byte[5]);
        assertThatThrownBy(() -> Neighbour.decode(Samples.message(odd)))
                .hasMessageContaining("an address of 5 bytes in attribute 1");
        assertThatThrownBy(() -> NetlinkMessage.split(ByteBuffer.wrap(new byte[16])))
                .hasMessageContaining("a message of 0 bytes at byte 0");
    }

    @Test
    void ofTwoAttributesTheFirstCounts() {
        NetlinkMessage message = Samples.message(
                new NetlinkRequest(MessageType.RTM_NEWLINK, 0, 16).u32(4, 1).u32(4, 2));
        assertThat(message.attributes(16).int32(4)).hasValue(1);
        assertThat(message.attributes(16).int32(5)).isEmpty();
    }

    @Test
    void aLongRequestGrows() {
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_NEWLINK, 0, 16);
        for (int i = 0; i < 1000; i++) {
            request.string(3, "name" + i);
        }
        List<NetlinkMessage> messages = NetlinkMessage.split(request.finish(1));
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).attributes(16).string(3)).contains("name0");
        assertThatThrownBy(() -> request.bytes(3, new byte[70000])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aConversationListensToItsOwnAnswersOnly() {
        NetlinkAnswer<Link> conversation = new NetlinkAnswer<>(5, Link::decode);
        assertThat(conversation.accept(Samples.veth().finish(4))).isFalse();
        assertThat(conversation.objects()).isEmpty();
        assertThat(conversation.accept(Samples.veth().finish(5))).isFalse();
        assertThat(conversation.objects()).hasSize(1);
        ByteBuffer done = Samples.veth().finish(5);
        done.putShort(Layout.NlMsgHdr.TYPE, (short) Layout.NlMsgHdr.NLMSG_DONE);
        done.putInt(Layout.NlMsgHdr.SIZE, -16);
        done.putShort(Layout.NlMsgHdr.FLAGS, (short) Layout.NlMsgHdr.NLM_F_DUMP_INTR);
        assertThat(conversation.accept(done)).isTrue();
        assertThat(conversation.error()).isEqualTo(16);
        assertThat(conversation.isInterrupted()).isTrue();
    }

    @Test
    void anEndlessDumpEnds() {
        NetlinkAnswer<Integer> conversation = new NetlinkAnswer<>(1, message -> 1);
        ByteBuffer full = ByteBuffer.allocate(65536 - 16);
        while (full.hasRemaining()) {
            full.put(new NetlinkRequest(MessageType.RTM_NEWLINK, 0, 0).finish(1));
        }
        full.flip();
        assertThatThrownBy(() -> {
                    while (!conversation.accept(full)) {
                        assertThat(conversation.objects()).hasSizeLessThanOrEqualTo(NetlinkAnswer.OBJECT_LIMIT);
                    }
                })
                .isInstanceOf(MalformedNetlinkException.class)
                .hasMessageContaining("more than 65536 objects");
    }
}
