package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Letter.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipMethod;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final Set<Integer> DIALOG = Set.of(404, 410, 416, 482, 483, 484, 485, 502, 604);
    private static final Set<Integer> UNKNOWN = Set.of(481, 408);
    private static final Set<Integer> USAGE = Set.of(405, 480, 489, 501);

    /** The table of the Javadoc, cell by cell. */
    private static Reach listed(SipMethod method, int status) {
        int column = DIALOG.contains(status) ? 0 : UNKNOWN.contains(status) ? 1 : USAGE.contains(status) ? 2 : 3;
        Reach none = Reach.TRANSACTION;
        return (switch (method) {
                    case INVITE -> new Reach[] {Reach.DIALOG, Reach.USAGE, Reach.USAGE, none};
                    case UPDATE -> new Reach[] {Reach.DIALOG, Reach.USAGE, none, none};
                    case PRACK -> new Reach[] {Reach.DIALOG, none, none, none};
                    case NOTIFY, SUBSCRIBE, REFER ->
                        new Reach[] {Reach.DIALOG, Reach.OTHER_USAGE, Reach.OTHER_USAGE, none};
                    default -> new Reach[] {none, none, none, none};
                })
                [column];
    }

    @Test
    void everyMethodAndEveryFailureIsAsTheTableSays() {
        for (SipMethod method : SipMethod.values()) {
            for (int status = 300; status < 700; status++) {
                assertThat(Reach.of(method, status))
                        .as(status + " to " + method)
                        .isEqualTo(listed(method, status));
            }
        }
        assertThat(Reach.USAGE.endsCall()).isTrue();
        assertThat(Reach.DIALOG.endsCall()).isTrue();
        assertThat(Reach.OTHER_USAGE.endsCall()).isFalse();
        assertThat(Reach.TRANSACTION.endsCall()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOTIFY", "SUBSCRIBE", "REFER", "OPTIONS", "MESSAGE", "INFO"})
    void whoNoLongerKnowsASubscriptionStillKnowsTheCall(String method) {
        Observed observed = new Observed().answered();
        Set<String> open = observed.pinholes();
        int cSeq = 5;
        for (int status : new int[] {481, 408}) {
            observed.all(request(PHONE, method, cSeq), response(TUNNEL, status, method, cSeq));
            cSeq++;
        }
        assertThat(observed.pinholes()).isEqualTo(open).isNotEmpty();
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
    }

    @ParameterizedTest
    @CsvSource({"INVITE, 481", "INVITE, 408", "INVITE, 404", "INVITE, 501", "UPDATE, 481", "UPDATE, 604", "NOTIFY, 410"
    })
    void whatEndsTheDialogEndsTheCall(String method, int status) {
        Observed observed = new Observed().answered();
        observed.all(request(PHONE, method, 5), response(TUNNEL, status, method, 5));
        assertThat(observed.open).isEmpty();
        assertThat(observed.only().reason()).isEqualTo(EndReason.FORGOTTEN);
    }

    @ParameterizedTest
    @CsvSource({"INVITE, 488", "INVITE, 491", "UPDATE, 501", "PRACK, 481", "INFO, 404", "UPDATE, 302", "OPTIONS, 501"})
    void whatFailsForItselfAloneEndsNothing(String method, int status) {
        Observed observed = new Observed().answered();
        Set<String> open = observed.pinholes();
        observed.all(request(PHONE, method, 5), response(TUNNEL, status, method, 5));
        assertThat(observed.pinholes()).isEqualTo(open);
    }
}
