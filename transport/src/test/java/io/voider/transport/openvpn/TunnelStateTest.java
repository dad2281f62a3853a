package io.voider.transport.openvpn;

import static io.voider.transport.openvpn.TunnelState.CONNECTING;
import static io.voider.transport.openvpn.TunnelState.FAILING;
import static io.voider.transport.openvpn.TunnelState.HELD;
import static io.voider.transport.openvpn.TunnelState.STARTING;
import static io.voider.transport.openvpn.TunnelState.STOPPED;
import static io.voider.transport.openvpn.TunnelState.STOPPING;
import static io.voider.transport.openvpn.TunnelState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.openvpn.TunnelState.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TunnelStateTest {
    private static final Map<List<Object>, TunnelState> TABLE = new HashMap<>();

    static {
        TABLE.put(List.of(STOPPED, Event.START), STARTING);
        TABLE.put(List.of(FAILING, Event.START), STARTING);
        TABLE.put(List.of(FAILING, Event.STOP), STOPPED);
        TABLE.put(List.of(STARTING, Event.HELD), HELD);
        TABLE.put(List.of(CONNECTING, Event.HELD), HELD);
        TABLE.put(List.of(UP, Event.HELD), HELD);
        TABLE.put(List.of(HELD, Event.RELEASED), CONNECTING);
        TABLE.put(List.of(CONNECTING, Event.CONNECTED), UP);
        TABLE.put(List.of(UP, Event.RECONNECTING), CONNECTING);
        TABLE.put(List.of(STOPPING, Event.EXITED), STOPPED);
        for (TunnelState running : List.of(STARTING, HELD, CONNECTING, UP)) {
            TABLE.put(List.of(running, Event.EXITED), FAILING);
            TABLE.put(List.of(running, Event.STOP), STOPPING);
        }
    }

    @Test
    void changesAsTheTableSaysAndNotOtherwise() {
        for (TunnelState state : TunnelState.values()) {
            for (Event event : Event.values()) {
                assertThat(state.after(event))
                        .as("%s after %s", event, state)
                        .isEqualTo(TABLE.getOrDefault(List.of(state, event), state));
            }
        }
    }
}
