package io.voider.nat.rendezvous.signup;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.ExactJsonException;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.signup.OrderBook.Due;
import io.voider.nat.rendezvous.signup.SignUpOrder.Price;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private static final long PLACED = 1_000_000;
    private static final long DEADLINE = PLACED + 10_800;
    private static final long PRICE = 120_000;
    private static final long YEAR = 365L * 86_400;

    private final OrderBook book = new OrderBook();
    private final List<SignUpChange> written = new ArrayList<>();
    private int height = 100;

    private static Octets hash(String what) {
        return Octets.of(what.getBytes(StandardCharsets.UTF_8)).sha256();
    }

    private static SignUpOrder order(int number, long validSeconds, @Nullable Octets ticket) {
        return new SignUpOrder(
                hash("id" + number),
                hash("holder" + number),
                "s-" + number,
                hash("owner" + number),
                PLACED,
                validSeconds,
                ticket,
                ticket == null
                        ? new Price(hash("key"), number, "bcrt1q" + number, hash("script" + number), PRICE, 2, DEADLINE)
                        : null,
                "message");
    }

    private SignUpOrder placed(int number) {
        SignUpOrder order = order(number, 0, null);
        write(new SignUpChange.OrderPlaced(order));
        return order;
    }

    private void write(SignUpChange change) {
        written.add(change);
        book.apply(change);
    }

    /** A block, with payments to order 1. */
    private void block(boolean inTime, long... satoshi) {
        height++;
        for (int i = 0; i < satoshi.length; i++) {
            write(payment("t" + height + "-" + i, satoshi[i], inTime, height));
        }
        write(new SignUpChange.BlockFollowed(height, hash("block" + height)));
        serve(PLACED + 60);
    }

    private static SignUpChange payment(String transaction, long satoshi, boolean inTime, int height) {
        return new SignUpChange.PaymentNoted(hash("script1"), hash(transaction), 0, satoshi, inTime, height);
    }

    /** Does what is due, as the service does. */
    private List<Due> serve(long now) {
        List<Due> all = new ArrayList<>();
        for (List<Due> due = book.due(now); !due.isEmpty(); due = book.due(now)) {
            all.addAll(due);
            for (Due one : due) {
                if (one instanceof Due.Open open) {
                    write(new SignUpChange.AccountOpened(open.order().id(), now));
                } else if (one instanceof Due.Suspend suspend) {
                    write(new SignUpChange.OrderSuspended(suspend.order().id()));
                } else if (one instanceof Due.Close close) {
                    write(new SignUpChange.AccountClosed(close.account()));
                }
            }
        }
        return all;
    }

    private OrderState state(long now) {
        return book.state(hash("id1"), now);
    }

    private List<RefundDue> refunds(long now) {
        return book.refundsDue(now);
    }

    @Test
    void opensAnAccountWhenAPaymentHasItsConfirmations() {
        placed(1);
        assertThat(state(PLACED)).isEqualTo(OrderState.AWAITED);
        write(payment("t", PRICE, true, -1));
        assertThat(state(PLACED)).isEqualTo(OrderState.SEEN);
        assertThat(serve(PLACED)).as("sight grants nothing").isEmpty();
        write(payment("t", PRICE, true, ++height));
        write(new SignUpChange.BlockFollowed(height, hash("b")));
        assertThat(serve(PLACED)).as("one confirmation of two").isEmpty();
        block(true);
        assertThat(state(PLACED)).isEqualTo(OrderState.READY);
        assertThat(refunds(DEADLINE + 1)).isEmpty();
    }

    @Test
    void countsSeveralTransactionsTogether() {
        placed(1);
        block(true, PRICE / 2);
        block(true, PRICE / 2);
        assertThat(state(PLACED)).isEqualTo(OrderState.SEEN);
        block(true);
        assertThat(state(PLACED)).isEqualTo(OrderState.READY);
    }

    @Test
    void owesBackWhatIsTooLittleAtTheDeadline() {
        placed(1);
        block(true, PRICE - 1);
        block(true);
        assertThat(state(DEADLINE)).isEqualTo(OrderState.SEEN);
        assertThat(refunds(DEADLINE)).isEmpty();
        assertThat(state(DEADLINE + 1)).isEqualTo(OrderState.UNDERPAID);
        assertThat(refunds(DEADLINE + 1))
                .containsExactly(new RefundDue(hash("id1").text(), "bcrt1q1", 1, PRICE - 1, RefundDue.Why.UNDERPAID));
        block(false, 1);
        assertThat(state(DEADLINE + 1)).as("the rest came too late").isEqualTo(OrderState.UNDERPAID);
        assertThat(refunds(DEADLINE + 1).get(0).satoshi()).isEqualTo(PRICE);
    }

    @Test
    void owesBackWhatIsTooMuchAndWhatCameTwice() {
        placed(1);
        block(true, PRICE + 5);
        block(true);
        assertThat(refunds(PLACED).get(0))
                .extracting(RefundDue::satoshi, RefundDue::why)
                .containsExactly(5L, RefundDue.Why.OVERPAID);
        block(true, PRICE);
        assertThat(refunds(PLACED).get(0).satoshi()).isEqualTo(PRICE + 5);
        block(false, PRICE);
        assertThat(refunds(PLACED).get(0).satoshi()).isEqualTo(2 * PRICE + 5);
        assertThat(state(PLACED)).isEqualTo(OrderState.READY);
    }

    @Test
    void owesBackAllThatCameTooLate() {
        placed(1);
        assertThat(state(DEADLINE + 1)).isEqualTo(OrderState.LAPSED);
        block(false, PRICE);
        block(false);
        assertThat(state(DEADLINE + 1)).isEqualTo(OrderState.LAPSED);
        assertThat(refunds(DEADLINE + 1).get(0))
                .extracting(RefundDue::satoshi, RefundDue::why)
                .containsExactly(PRICE, RefundDue.Why.LATE);
    }

    @Test
    void waitsForABlockWithWhatWasSeenInTime() {
        placed(1);
        write(payment("t", PRICE, true, -1));
        assertThat(state(DEADLINE + 3_600)).isEqualTo(OrderState.SEEN);
        write(payment("t", PRICE, false, ++height));
        write(new SignUpChange.BlockFollowed(height, hash("b")));
        block(true);
        assertThat(state(DEADLINE + 3_600)).isEqualTo(OrderState.READY);
    }

    @Test
    void givesUpWhatNoBlockEverTook() {
        placed(1);
        write(payment("t", PRICE, true, -1));
        assertThat(state(DEADLINE + 15L * 86_400)).isEqualTo(OrderState.LAPSED);
    }

    @Test
    void keepsTheAccountWhenThePaymentComesBackInTime() {
        placed(1);
        block(true, PRICE);
        block(true);
        int paidAt = height - 1;
        write(new SignUpChange.BlockUndone(height));
        write(new SignUpChange.BlockUndone(paidAt));
        height = paidAt - 1;
        assertThat(state(PLACED)).isEqualTo(OrderState.UNCONFIRMED);
        for (int i = 0; i < OrderBook.PATIENCE_BLOCKS; i++) {
            block(true);
            assertThat(state(PLACED)).isEqualTo(OrderState.UNCONFIRMED);
        }
        write(payment("t" + paidAt + "-0", PRICE, false, height + 1));
        block(true);
        assertThat(state(PLACED)).as("it was in time once").isEqualTo(OrderState.READY);
        assertThat(refunds(PLACED)).isEmpty();
    }

    @Test
    void suspendsTheAccountWhenThePaymentStaysAway() {
        SignUpOrder order = placed(1);
        block(true, PRICE);
        block(true);
        String transaction = "t" + (height - 1) + "-0";
        write(new SignUpChange.BlockUndone(height));
        write(new SignUpChange.BlockUndone(height - 1));
        height -= 2;
        for (int i = 0; i <= OrderBook.PATIENCE_BLOCKS; i++) {
            block(true);
        }
        assertThat(state(PLACED)).isEqualTo(OrderState.SUSPENDED);
        assertThat(written).contains(new SignUpChange.AccountClosed("s-1"));
        write(payment(transaction, PRICE, false, height + 1));
        block(true);
        block(true);
        assertThat(state(PLACED)).isEqualTo(OrderState.READY);
        assertThat(written.stream()
                        .filter(change -> change instanceof SignUpChange.AccountOpened opened
                                && opened.id().equals(order.id())))
                .hasSize(2);
    }

    @Test
    void usesAVoucherOnce() {
        Octets code = hash("code");
        write(new SignUpChange.VoucherMade(code));
        assertThat(book.isVoucher(code)).isTrue();
        write(new SignUpChange.OrderPlaced(order(1, 0, code)));
        assertThat(book.isVoucher(code)).isFalse();
        assertThat(serve(PLACED)).hasSize(1);
        write(new SignUpChange.VoucherMade(code));
        assertThat(book.isVoucher(code)).as("read again").isFalse();
        assertThat(state(PLACED)).isEqualTo(OrderState.READY);
    }

    @Test
    void endsAnAccountAndProlongsIt() {
        write(new SignUpChange.OrderPlaced(order(1, YEAR, hash("a"))));
        serve(PLACED);
        assertThat(book.untilSeconds("s-1")).isEqualTo(PLACED + YEAR);
        SignUpOrder first = order(1, YEAR, hash("b"));
        SignUpOrder again = new SignUpOrder(
                hash("id2"), first.holder(), "s-1", first.owner(), PLACED, YEAR, hash("b"), null, "message");
        write(new SignUpChange.OrderPlaced(again));
        serve(PLACED + YEAR - 5);
        assertThat(book.untilSeconds("s-1")).isEqualTo(PLACED + 2 * YEAR);
        assertThat(serve(PLACED + 2 * YEAR - 1)).isEmpty();
        assertThat(serve(PLACED + 2 * YEAR)).containsExactly(new Due.Close("s-1"));
        assertThat(state(PLACED + 2 * YEAR)).isEqualTo(OrderState.ENDED);
    }

    @Test
    void usesNoIndexTwiceAndRemembersThoseOfForgottenOrders() {
        for (int i = 0; i < 600; i++) {
            assertThat(book.nextIndex(hash("key"))).isEqualTo(i);
            placed(i);
        }
        SignUpOrder late = new SignUpOrder(
                hash("late"), hash("h"), "s-late", hash("o"), PLACED + 200L * 86_400, 0, hash("t"), null, "m");
        for (int i = 0; i < 256; i++) {
            write(new SignUpChange.OrderPlaced(new SignUpOrder(
                    hash("late" + i),
                    late.holder(),
                    "s-l" + i,
                    late.owner(),
                    late.placedSeconds(),
                    0,
                    hash("t" + i),
                    null,
                    "m")));
        }
        assertThat(book.ofId(hash("id5"))).isNull();
        assertThat(book.nextIndex(hash("key"))).isEqualTo(600);
        assertThat(anew(book.asChanges()).nextIndex(hash("key"))).isEqualTo(600);
    }

    @Test
    void boundsTheOrdersThatCameToNothing() {
        IntStream.range(0, OrderBook.MOURNED + 3_000)
                .forEach(i -> book.apply(new SignUpChange.OrderPlaced(new SignUpOrder(
                        hash("id" + i),
                        hash("h"),
                        "s-" + i,
                        hash("o"),
                        PLACED + i * 20L,
                        0,
                        null,
                        new Price(hash("key"), i, "a", hash("script" + i), PRICE, 1, PLACED + i * 20L + 60),
                        "m"))));
        assertThat(book.orders()).hasSizeLessThan(OrderBook.MOURNED + 600);
    }

    private static OrderBook anew(List<SignUpChange> changes) {
        OrderBook anew = new OrderBook();
        changes.forEach(anew::apply);
        return anew;
    }

    /** Whatever happens, the book that is read from the journal, twice over or shortened, is the book that was written. */
    @Test
    void isTheSameAfterAnyRestart() {
        SplittableRandom random = new SplittableRandom(19);
        for (int round = 0; round < 200; round++) {
            OrderBookTest world = new OrderBookTest();
            world.placed(1);
            world.write(new SignUpChange.VoucherMade(hash("v")));
            long now = PLACED;
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(6)) {
                    case 0 -> world.write(payment("t" + random.nextInt(3), PRICE / 2, random.nextBoolean(), -1));
                    case 1 -> world.block(random.nextBoolean(), PRICE / (1 + random.nextInt(3)));
                    case 2, 3 -> world.block(true);
                    case 4 -> {
                        if (world.height > 100) {
                            world.write(new SignUpChange.BlockUndone(world.height--));
                        }
                    }
                    default -> now += random.nextInt(2_000);
                }
                world.serve(now);
            }
            List<SignUpChange> twice = new ArrayList<>(world.written);
            twice.addAll(world.book.asChanges());
            for (OrderBook anew : List.of(anew(world.written), anew(twice), anew(world.book.asChanges()))) {
                assertThat(anew.state(hash("id1"), now)).isEqualTo(world.state(now));
                assertThat(anew.refundsDue(now)).isEqualTo(world.refunds(now));
                assertThat(anew.tip()).isEqualTo(world.book.tip());
                assertThat(anew.nextIndex(hash("key"))).isEqualTo(2);
                assertThat(anew.due(now)).isEmpty();
            }
        }
    }

    @Test
    void fitsIntoALineOfTheJournal() throws ExactJsonException {
        ExactJson<SignUpChange> json = ExactJson.of(SignUpChange.class);
        SignUpOrder order = order(1, YEAR, null);
        SignUpOrder large = new SignUpOrder(
                order.id(),
                order.holder(),
                order.account(),
                order.owner(),
                PLACED,
                YEAR,
                null,
                order.price(),
                "m".repeat(2000));
        byte[] line = json.write(new SignUpChange.OrderPlaced(large));
        assertThat(line).hasSizeLessThan(ExactJson.MAX_BYTES);
        assertThat(json.read(line)).isEqualTo(new SignUpChange.OrderPlaced(large));
    }
}
