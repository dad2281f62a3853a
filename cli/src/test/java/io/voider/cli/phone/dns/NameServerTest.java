package io.voider.cli.phone.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.transport.count.Counters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameServerTest {
    private static final int GATEWAY = 0xac10_0002;
    private static final long SECOND = 1_000_000_000L;
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int ANY = 255;

    private final Counters<PhoneServiceCounter> counters = new Counters<>(PhoneServiceCounter.class);
    private final NameServer server = new NameServer(counters);

    private static byte[] query(String name, int type) {
        ByteBuffer query = ByteBuffer.allocate(300);
        query.putShort((short) 0xbeef)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .position(12);
        for (String label : name.split("\\.", -1)) {
            query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        query.put((byte) 0).putShort((short) type).putShort((short) 1);
        return Arrays.copyOf(query.array(), query.position());
    }

    private byte[] answer(byte[] query) {
        return Objects.requireNonNull(server.answer(query, 1, GATEWAY, 0));
    }

    private static int code(byte[] answer) {
        return answer[3] & 15;
    }

    @Test
    void knowsTheNodesOwnNames() {
        for (String name : new String[] {"voider", "GateWay", "voider.home.arpa", "gateway.HOME.arpa"}) {
            byte[] query = query(name, A);
            byte[] answer = answer(query);
            assertThat(answer)
                    .hasSize(query.length + NameServer.RECORD_BYTES)
                    .startsWith(0xbe, 0xef, 0x85, 0, 0, 1, 0, 1);
            assertThat(Arrays.copyOfRange(answer, 12, query.length))
                    .isEqualTo(Arrays.copyOfRange(query, 12, query.length));
            assertThat(ByteBuffer.wrap(answer).getInt(answer.length - 4)).isEqualTo(GATEWAY);
            assertThat(ByteBuffer.wrap(answer).getShort(query.length)).isEqualTo((short) 0xc00c);
        }
    }

    @Test
    void hasNothingButAddressesForThem() {
        byte[] query = query("voider", AAAA);
        byte[] answer = answer(query);
        assertThat(answer).hasSize(query.length);
        assertThat(code(answer)).isZero();
        assertThat(ByteBuffer.wrap(answer).getShort(6)).isZero();
    }

    @Test
    void saysOfAllOthersThatThereAreNone() {
        for (String name :
                new String[] {"fm.grandstream.com", "home.arpa", "voider.example", "2.0.16.172.in-addr.arpa"}) {
            byte[] query = query(name, A);
            assertThat(code(answer(query))).as(name).isEqualTo(3);
            assertThat(answer(query)).hasSize(query.length);
        }
    }

    @Test
    void refusesWhatIsForZonesOrForAnything() {
        assertThat(code(answer(query("voider", ANY)))).isEqualTo(5);
        assertThat(code(answer(query("home.arpa", 252)))).isEqualTo(5);
        byte[] chaos = query("voider", A);
        chaos[chaos.length - 1] = 3;
        assertThat(code(answer(chaos))).isEqualTo(5);
        byte[] update = query("voider", A);
        update[2] = 0x28;
        assertThat(code(answer(update))).isEqualTo(4);
        assertThat(answer(update)).hasSize(12);
    }

    @Test
    void leavesOutWhatComesBehindTheQuestion() {
        byte[] plain = query("voider", AAAA);
        byte[] extended = Arrays.copyOf(plain, plain.length + 11);
        extended[11] = 1;
        assertThat(answer(extended)).isEqualTo(answer(plain));
    }

    @Test
    void answersNoAnswerAndNoneThatPointsElsewhere() {
        byte[] answer = query("voider", A);
        answer[2] = (byte) 0x81;
        assertThat(server.answer(answer, 1, GATEWAY, 0)).isNull();
        byte[] pointing = query("voider", A);
        pointing[12] = (byte) 0xc0;
        assertThat(answer(pointing)).hasSize(12);
        assertThat(code(answer(pointing))).isOne();
        byte[] two = query("voider", A);
        two[5] = 2;
        assertThat(code(answer(two))).isOne();
    }

    @Test
    void answersNoPhoneFasterThanItEverAsks() {
        byte[] query = query("voider", A);
        int answered = 0;
        for (int i = 0; i < 1000; i++) {
            answered += server.answer(query, 1, GATEWAY, SECOND) == null ? 0 : 1;
        }
        assertThat(answered).isEqualTo(40);
        assertThat(counters.count(PhoneServiceCounter.DNS_OVER_RATE)).isEqualTo(960);
        assertThat(server.answer(query, 2, GATEWAY, SECOND)).as("another phone").isNotNull();
    }

    @Test
    void noMutatedQuestionThrowsOrIsAnsweredWithMoreThanOneRecord() {
        Random random = new Random(17);
        String[] names = {"voider", "gateway.home.arpa", "a.b.c.d.e.f", "x".repeat(63) + "." + "y".repeat(63)};
        int answered = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] query =
                    query(names[random.nextInt(names.length)], random.nextInt(3) == 0 ? random.nextInt(65_536) : A);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                query[random.nextInt(query.length)] = (byte) random.nextInt();
            }
            byte[] sent = random.nextBoolean() ? query : Arrays.copyOf(query, random.nextInt(query.length + 20));
            byte[] answer = server.answer(sent, random.nextInt(3), GATEWAY, i * SECOND);
            answered += answer == null ? 0 : 1;
            assertThat(answer == null ? 0 : answer.length).isLessThanOrEqualTo(sent.length + NameServer.RECORD_BYTES);
        }
        assertThat(answered).isPositive();
    }
}
