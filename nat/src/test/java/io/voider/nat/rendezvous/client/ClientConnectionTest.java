package io.voider.nat.rendezvous.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {
    @Test
    void theReasonIsTheInnermostThatHasWords() {
        assertThat(ClientConnection.reason(null)).isEqualTo("closed");
        assertThat(ClientConnection.reason(new IOException("outer", new IOException("inner"))))
                .isEqualTo("inner");
        assertThat(ClientConnection.reason(new IOException("outer", new IOException())))
                .isEqualTo("outer");
    }

    /** As Netty wraps a failure of which the system said nothing. */
    @Test
    void aReasonWithoutWordsGetsSome() {
        Exception refused = new ConnectException("null: /198.51.100.1:7443");
        refused.initCause(new ConnectException());
        assertThat(ClientConnection.reason(refused)).isEqualTo("cannot connect");
        Exception noRoute = new NoRouteToHostException("null: /198.51.100.1:7443");
        noRoute.initCause(new NoRouteToHostException());
        assertThat(ClientConnection.reason(noRoute)).isEqualTo("No route to host");
    }
}
