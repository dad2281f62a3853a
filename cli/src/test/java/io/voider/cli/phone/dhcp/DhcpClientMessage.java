package io.voider.cli.phone.dhcp;

import io.netty.util.NetUtil;
import io.voider.ns.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a client would send, byte by byte, and what it reads in an answer. */
final class DhcpClientMessage {
    private final ByteBuffer message = ByteBuffer.allocate(1400);

    DhcpClientMessage(int type, MacAddress station) {
        message.put((byte) 1).put((byte) 1).put((byte) 6).put((byte) 0).putInt(0x1234_5678);
        message.putShort((short) 3).putShort((short) 0x8000);
        message.position(28);
        message.put(station.bytes());
        message.position(236);
        message.putInt(0x6382_5363);
        option(53, type);
    }

    static DhcpClientMessage discover(MacAddress station) {
        return new DhcpClientMessage(1, station);
    }

    static DhcpClientMessage request(MacAddress station) {
        return new DhcpClientMessage(3, station);
    }

    DhcpClientMessage option(int code, int... value) {
        message.put((byte) code).put((byte) value.length);
        for (int each : value) {
            message.put((byte) each);
        }
        return this;
    }

    DhcpClientMessage address(int code, String address) {
        message.put((byte) code).put((byte) 4).putInt(ip(address));
        return this;
    }

    DhcpClientMessage text(int code, String text) {
        message.put((byte) code).put((byte) text.length());
        text.chars().forEach(each -> message.put((byte) each));
        return this;
    }

    DhcpClientMessage has(String address) {
        message.putInt(12, ip(address));
        return this;
    }

    DhcpClientMessage through(String relay) {
        message.putInt(24, ip(relay));
        return this;
    }

    byte[] bytes() {
        message.put((byte) 255);
        byte[] bytes = new byte[Math.max(300, message.position())];
        message.get(0, bytes, 0, message.position());
        return bytes;
    }

    static int ip(String address) {
        return ByteBuffer.wrap(NetUtil.createByteArrayFromIpAddressString(address))
                .getInt();
    }

    /** An answer as a client reads it. */
    record Answer(int type, String yours, Map<Integer, byte[]> options, List<Integer> order, int length) {
        static Answer of(byte[] bytes) {
            ByteBuffer answer = ByteBuffer.wrap(bytes);
            Map<Integer, byte[]> options = new TreeMap<>();
            List<Integer> order = new ArrayList<>();
            answer.position(240);
            for (int code = answer.get() & 0xff; code != 255; code = answer.get() & 0xff) {
                byte[] value = new byte[answer.get() & 0xff];
                answer.get(value);
                options.put(code, value);
                order.add(code);
            }
            return new Answer(
                    options.getOrDefault(53, new byte[1])[0],
                    NetUtil.intToIpAddress(answer.getInt(16)),
                    options,
                    order,
                    bytes.length);
        }

        String address(int code) {
            return NetUtil.intToIpAddress(ByteBuffer.wrap(options.get(code)).getInt());
        }

        String text(int code) {
            return new String(options.get(code), StandardCharsets.US_ASCII);
        }
    }
}
