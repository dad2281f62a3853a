package io.voider.cli.phone.dhcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that is being put together. Options that do not fit into what the client takes are left out, last ones first. */
final class DhcpReply {
    /** What BOOTP had, and some clients still count on (RFC 1542, section 2.1). */
    private static final int LEAST_BYTES = 300;

    private static final int HEADER_BYTES = 2;
    private static final int LONGEST_OPTION = 255;

    private final DhcpRequest request;
    private final int clientAddress;
    private final int yourAddress;
    private final int nextServer;
    private final Map<Integer, byte[]> options = new LinkedHashMap<>();

    /**
     * @param clientAddress ciaddr
     * @param yourAddress yiaddr: what the client may have; 0 for nothing
     * @param nextServer siaddr
     */
    DhcpReply(DhcpRequest request, DhcpMessageType type, int clientAddress, int yourAddress, int nextServer) {
        this.request = request;
        this.clientAddress = clientAddress;
        this.yourAddress = yourAddress;
        this.nextServer = nextServer;
        option(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()});
    }

    DhcpReply option(int code, byte[] value) {
        if (value.length > 0 && value.length <= LONGEST_OPTION) {
            options.putIfAbsent(code, value);
        }
        return this;
    }

    DhcpReply option(int code, int number) {
        return option(code, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    DhcpReply option(int code, String text) {
        return option(code, text.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] encode() {
        ByteBuffer message = ByteBuffer.allocate(request.longestAnswer());
        message.put((byte) 2).put((byte) 1).put((byte) 6).put((byte) 0);
        message.putInt(request.transaction()).putShort((short) 0).putShort((short) request.flags());
        message.putInt(clientAddress).putInt(yourAddress).putInt(nextServer).putInt(0);
        message.put(request.station().bytes());
        message.position(DhcpRequest.OPTIONS_AT - Integer.BYTES);
        message.putInt(DhcpRequest.MAGIC);
        options.forEach((code, value) -> {
            if (message.remaining() > HEADER_BYTES + value.length) {
                message.put((byte) (int) code).put((byte) value.length).put(value);
            }
        });
        message.put((byte) DhcpOption.END);
        byte[] bytes = new byte[Math.max(LEAST_BYTES, message.position())];
        message.flip().get(bytes, 0, message.limit());
        return bytes;
    }
}
