package io.voider.nat.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunTransactionsTest {
    private static final Retransmission WAITS = Retransmission.of(100, 200, 400);

    private final List<byte[]> sent = new ArrayList<>();
    private final List<String> unanswered = new ArrayList<>();
    private final StunTransactions<String> transactions =
            new StunTransactions<>(new Random(5), 3, new StunTransactions.Outputs<>() {
                @Override
                public void send(String subject, byte[] request) {
                    sent.add(request);
                }

                @Override
                public void unanswered(String subject) {
                    unanswered.add(subject);
                }
            });

    private void begin(long now, String subject) {
        transactions.begin(now, StunMethod.BINDING, subject, WAITS, begun -> begun);
    }

    private StunMessage sent(int index) throws StunException {
        return StunMessage.decode(Unpooled.wrappedBuffer(sent.get(index)), 1500);
    }

    private static StunMessage decoded(StunWriter writer) throws StunException {
        return StunMessage.decode(Unpooled.wrappedBuffer(writer.toBytes()), 1500);
    }

    @Test
    void isSentAtOnceAndAgainAfterEachWaitTheSameBytes() {
        begin(1000, "a");
        assertThat(sent).hasSize(1);
        assertThat(transactions.deadline()).isEqualTo(1100);
        transactions.timeout(1099);
        assertThat(sent).hasSize(1);
        transactions.timeout(1100);
        assertThat(transactions.deadline()).isEqualTo(1300);
        transactions.timeout(1300);
        assertThat(sent).hasSize(3).allMatch(bytes -> Arrays.equals(bytes, sent.get(0)));
    }

    @Test
    void isGivenUpAfterTheLastWait() {
        begin(0, "a");
        for (long now : new long[] {100, 300}) {
            transactions.timeout(now);
        }
        assertThat(unanswered).isEmpty();
        transactions.timeout(700);
        assertThat(unanswered).containsExactly("a");
        assertThat(sent).hasSize(3);
        assertThat(transactions.open()).isEmpty();
    }

    @Test
    void anAnswerEndsItAndTellsWhetherItWasSentOnce() throws Exception {
        begin(0, "a");
        begin(10, "b");
        transactions.timeout(100);
        StunTransaction<String> a = transactions.find(decoded(StunWriter.success(sent(0))));
        StunTransaction<String> b = transactions.find(decoded(StunWriter.error(sent(1), StunError.BAD_REQUEST)));
        assertThat(a).isNotNull();
        assertThat(b).isNotNull();
        if (a != null && b != null) {
            assertThat(a.subject()).isEqualTo("a");
            assertThat(a.transmissions()).isEqualTo(2);
            assertThat(a.sentAt()).isEqualTo(100);
            assertThat(b.transmissions()).isEqualTo(1);
            transactions.end(a);
        }
        assertThat(transactions.find(decoded(StunWriter.success(sent(0))))).isNull();
    }

    @Test
    void onlyAResponseOfTheSameMethodIsAnAnswer() throws Exception {
        begin(0, "a");
        TransactionId id = sent(0).transactionId();
        assertThat(transactions.find(sent(0))).as("a request that came back").isNull();
        assertThat(transactions.find(decoded(StunWriter.indication(StunMethod.BINDING, id))))
                .isNull();
        StunMessage refresh = decoded(StunWriter.request(StunMethod.REFRESH, id));
        assertThat(transactions.find(decoded(StunWriter.success(refresh)))).isNull();
    }

    @Test
    void theOldestMakesRoom() throws Exception {
        for (String subject : List.of("a", "b", "c", "d")) {
            begin(0, subject);
        }
        assertThat(transactions.open()).extracting(StunTransaction::subject).containsExactly("b", "c", "d");
        assertThat(transactions.find(decoded(StunWriter.success(sent(0))))).isNull();
    }

    @Test
    void whoIsToldOfSilenceMayEndAll() {
        List<String> told = new ArrayList<>();
        List<StunTransactions<String>> table = new ArrayList<>();
        table.add(new StunTransactions<>(new Random(1), 9, new StunTransactions.Outputs<>() {
            @Override
            public void send(String subject, byte[] request) {}

            @Override
            public void unanswered(String subject) {
                told.add(subject);
                table.get(0).clear();
            }
        }));
        for (String subject : List.of("a", "b")) {
            table.get(0).begin(0, StunMethod.ALLOCATE, subject, Retransmission.of(50), begun -> begun);
        }
        table.get(0).timeout(50);
        assertThat(told).containsExactly("a");
    }

    @Test
    void aRequestIsSentOnceAtLeast() {
        assertThatThrownBy(Retransmission::of).isInstanceOf(IllegalArgumentException.class);
        assertThat(Retransmission.doubling(250, 6).waitAfter(6)).isEqualTo(8000);
    }
}
