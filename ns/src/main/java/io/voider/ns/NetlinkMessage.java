package io.voider.ns;

import io.voider.ns.Layout.NlMsgErr;
import io.voider.ns.Layout.NlMsgHdr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One received message.
 *
 * @param payload what follows the header, a view of the datagram; only absolute reads, so that it can be shared
 */
record NetlinkMessage(int type, int flags, int sequence, int port, ByteBuffer payload) {

    /**
     * Takes a datagram (position to limit) apart.
     *
     * @throws MalformedNetlinkException if a message is shorter than its header or reaches beyond the datagram
     */
    static List<NetlinkMessage> split(ByteBuffer datagram) {
        ByteBuffer all = datagram.slice().order(ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        int at = 0;
        while (at < all.limit()) {
            if (all.limit() - at < NlMsgHdr.SIZE) {
                throw new MalformedNetlinkException("a truncated message header", at);
            }
            int length = all.getInt(at + NlMsgHdr.LENGTH);
            if (length < NlMsgHdr.SIZE || length > all.limit() - at) {
                throw new MalformedNetlinkException("a message of " + length + " bytes", at);
            }
            ByteBuffer payload =
                    all.slice(at + NlMsgHdr.SIZE, length - NlMsgHdr.SIZE).order(ByteOrder.nativeOrder());
            messages.add(new NetlinkMessage(
                    all.getShort(at + NlMsgHdr.TYPE) & 0xffff,
                    all.getShort(at + NlMsgHdr.FLAGS) & 0xffff,
                    all.getInt(at + NlMsgHdr.SEQUENCE),
                    all.getInt(at + NlMsgHdr.PORT),
                    payload));
            at += Math.min(Layout.align(length), all.limit() - at);
        }
        return messages;
    }

    boolean is(MessageType other) {
        return type == other.number();
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /**
     * The error number of an {@code NLMSG_ERROR} or {@code NLMSG_DONE}: positive for a failure, 0 for success.
     *
     * @throws MalformedNetlinkException if there is none, or it is no error number
     */
    int error() {
        if (type == NlMsgHdr.NLMSG_DONE && payload.limit() < Integer.BYTES) {
            return 0;
        }
        require(Integer.BYTES);
        int error = payload.getInt(NlMsgErr.ERROR);
        if (error > 0 || error < -4095) {
            throw new MalformedNetlinkException("error number " + error, NlMsgErr.ERROR);
        }
        return -error;
    }

    /** The kernel's own words about the failure, or an empty string. */
    String explanation() {
        if (type != NlMsgHdr.NLMSG_ERROR || !has(NlMsgHdr.NLM_F_ACK_TLVS)) {
            return "";
        }
        require(NlMsgErr.SIZE);
        int echoed = has(NlMsgHdr.NLM_F_CAPPED) ? NlMsgHdr.SIZE : payload.getInt(NlMsgErr.REQUEST + NlMsgHdr.LENGTH);
        if (echoed < NlMsgHdr.SIZE || echoed > payload.limit() - NlMsgErr.REQUEST) {
            throw new MalformedNetlinkException("an echoed request of " + echoed + " bytes", NlMsgErr.REQUEST);
        }
        int start = Math.min(NlMsgErr.REQUEST + Layout.align(echoed), payload.limit());
        return new Attributes(payload, start).string(NlMsgErr.NLMSGERR_ATTR_MSG).orElse("");
    }

    /** The attributes behind a fixed part of {@code fixedSize} bytes. */
    Attributes attributes(int fixedSize) {
        require(fixedSize);
        return new Attributes(payload, Layout.align(fixedSize));
    }

    int u8(int offset) {
        return payload.get(offset) & 0xff;
    }

    int u16(int offset) {
        return payload.getShort(offset) & 0xffff;
    }

    int int32(int offset) {
        return payload.getInt(offset);
    }

    private void require(int size) {
        if (payload.limit() < size) {
            throw new MalformedNetlinkException(
                    "a payload of " + payload.limit() + " bytes where " + size + " are needed", 0);
        }
    }
}
