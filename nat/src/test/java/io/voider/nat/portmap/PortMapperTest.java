package io.voider.nat.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PortMapperTest implements PortMapper.Outputs {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<byte[]> sent = new ArrayList<>();
    private final List<@Nullable InetSocketAddress> mapped = new ArrayList<>();
    private final PortMapper mapper = new PortMapper(this, new Random(3), ip("192.168.1.7"), 41_641);

    private static InetAddress ip(String address) {
        InetAddress ip = NetUtil.createInetAddressFromIpAddressString(address);
        if (ip == null) {
            throw new IllegalArgumentException(address);
        }
        return ip;
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Override
    public void send(byte[] datagram) {
        sent.add(datagram);
    }

    @Override
    public void mapped(@Nullable InetSocketAddress outside) {
        mapped.add(outside);
    }

    /** The MAP response of a router to the request that was sent first, with this lifetime. */
    private ByteBuf granted(int lifetime) {
        byte[] nonce = new byte[12];
        System.arraycopy(sent.get(0), 24, nonce, 0, 12);
        return Unpooled.buffer()
                .writeBytes(bytes("02810000"))
                .writeInt(lifetime)
                .writeInt(77)
                .writeZero(12)
                .writeBytes(nonce)
                .writeBytes(bytes("11000000"))
                .writeShort(41_641)
                .writeShort(50_000)
                .writeBytes(bytes("00000000000000000000ffff cb007109"));
    }

    @Test
    void asksInBothLanguagesAndTakesThePcpAnswer() {
        mapper.start(0);
        assertThat(sent).hasSize(2);
        assertThat(HexFormat.of().formatHex(sent.get(0)))
                .startsWith("02010000" + "00001c20" + "00000000000000000000ffffc0a80107")
                .contains("11000000" + "a2a9" + "a2a9" + "00000000000000000000ffff00000000");
        assertThat(sent.get(1)).isEqualTo(new byte[] {0, 0});
        mapper.receive(1, granted(600));
        assertThat(mapped).containsExactly(new InetSocketAddress(ip("203.0.113.9"), 50_000));
        assertThat(mapper.protocol()).isEqualTo("PCP");
        assertThat(mapper.lastEpoch()).isEqualTo(77);
        assertThat(mapper.deadline()).isEqualTo(1 + 300 * SECOND);
    }

    @Test
    void speaksNatPmpWithARouterThatKnowsNothingElse() {
        mapper.start(0);
        mapper.receive(1, bytes("00 80 0000 00000010 cb007105"));
        assertThat(HexFormat.of().formatHex(sent.get(2))).isEqualTo("00010000a2a9a2a900001c20");
        mapper.receive(2, bytes("00 81 0000 00000010 a2a9 c351 00000e10"));
        assertThat(mapped).containsExactly(new InetSocketAddress(ip("203.0.113.5"), 50_001));
        assertThat(mapper.protocol()).isEqualTo("NAT-PMP");
    }

    @Test
    void renewsAtHalfItsLifeAndSaysWhenItIsOver() {
        mapper.start(0);
        mapper.receive(0, granted(600));
        sent.subList(1, sent.size()).clear();
        mapper.timeout(300 * SECOND);
        assertThat(sent).hasSize(2);
        mapper.receive(300 * SECOND, granted(600));
        assertThat(mapped).hasSize(1);
        mapper.timeout(900 * SECOND);
        assertThat(mapped).hasSize(2).endsWith((InetSocketAddress) null);
    }

    @Test
    void asksAgainWhenTheRouterMayHaveForgottenButNotAtOnce() {
        mapper.start(0);
        mapper.receive(0, granted(600));
        int before = sent.size();
        mapper.refresh(20 * SECOND);
        assertThat(sent).hasSize(before);
        mapper.refresh(40 * SECOND);
        assertThat(sent.get(before)).startsWith(2, 1);
        mapper.receive(40 * SECOND, granted(600));
        assertThat(mapper.deadline()).isEqualTo((40 + 300) * SECOND);
    }

    @Test
    void aStrangersAnswerIsIgnored() {
        mapper.start(0);
        ByteBuf forged = granted(600);
        forged.setByte(24, forged.getByte(24) ^ 1);
        mapper.receive(1, forged);
        mapper.receive(1, bytes("0281"));
        mapper.receive(1, bytes("00"));
        mapper.receive(1, bytes("0083000000000000"));
        assertThat(mapped).isEmpty();
    }

    @Test
    void restsWhenNobodyAnswers() {
        mapper.start(0);
        long now = 0;
        for (int i = 0; i < 5; i++) {
            now = mapper.deadline();
            mapper.timeout(now);
        }
        assertThat(sent).hasSize(10);
        assertThat(mapper.deadline() - now).isEqualTo(600 * SECOND);
    }
}
