package io.voider.transport.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class SocketTroubleTest {
    @Test
    void peopleReadWhatIsWrongAndNotHowJavaWritesIt() {
        assertThat(SocketTrouble.words(new ConnectException(
                        "connect(..) failed with error(-111): Connection refused: /203.0.113.20:38040")))
                .isEqualTo("Connection refused");
        assertThat(SocketTrouble.words(
                        new ConnectException("connection timed out after 5000 ms: relay.example/203.0.113.20:3478")))
                .isEqualTo("connection timed out after 5000 ms");
        assertThat(SocketTrouble.words(new ConnectException("No route to host: /[2001:db8:0:0:0:0:0:1]:3478")))
                .isEqualTo("No route to host");
        assertThat(SocketTrouble.words(new ConnectException("Connection refused: x.example/<unresolved>:3478")))
                .isEqualTo("Connection refused");
        assertThat(SocketTrouble.words(new IOException("bind(..) failed with error(-98): Address already in use")))
                .isEqualTo("Address already in use");
        assertThat(SocketTrouble.words(new ConnectException(
                        "finishConnect(..) failed with error(-111): Connection refused: /203.0.113.20:7443")))
                .isEqualTo("Connection refused");
    }

    @Test
    void whatHasNoWordsIsToldByItsKind() {
        assertThat(SocketTrouble.words(new ClosedChannelException())).isEqualTo("closed channel");
        assertThat(SocketTrouble.words(null)).isEqualTo("unknown");
        assertThat(SocketTrouble.words(new ConnectException("null: /203.0.113.20:38040")))
                .isEqualTo("there is no way there");
        assertThat(SocketTrouble.words(new IOException("a/b is odd"))).isEqualTo("a/b is odd");
    }

    @Test
    void anAddressInUseIsToldFromAPeerThatIsNotThere() {
        assertThat(SocketTrouble.isAddressInUse(new ConnectException(
                        "connect(..) failed with error(-99): Cannot assign requested address: /203.0.113.20:5060")))
                .isTrue();
        assertThat(SocketTrouble.isAddressInUse(
                        new IOException("bind(..) failed with error(-98): Address already in use")))
                .isTrue();
        assertThat(SocketTrouble.isAddressInUse(new ConnectException(
                        "finishConnect(..) failed with error(-111): Connection refused: /203.0.113.20:5060")))
                .isFalse();
        assertThat(SocketTrouble.isAddressInUse(new ClosedChannelException())).isFalse();
        assertThat(SocketTrouble.isAddressInUse(null)).isFalse();
    }
}
