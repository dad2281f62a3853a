package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A device on the phones' wire that gives itself a phone's address and says so by ARP, as anybody there can. Over TCP the kernel
 * answers, which would believe the last one that says so.
 */
class ImpostorIT {
    private static final int SIP = 5060;
    private static final int HTTP = 80;
    private static final int CONNECT_MILLIS = 2_000;
    private static final int PATIENCE_MILLIS = 30_000;

    @TempDir
    private Path directory;

    @Test
    void whoTakesAPhonesAddressIsNotThatPhoneUntilItIsForgotten() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.books(TwoHomes.ALICE, books -> {});
            PhoneSwitch wire = new PhoneSwitch(homes, directory);
            homes.run(TwoHomes.ALICE);
            homes.awaitReady(TwoHomes.ALICE);
            try (DhcpClient phone = wire.phone(1);
                    DhcpClient impostor = wire.device(7)) {
                assertThat(isAnswered(phone.namespace(), SIP)).isTrue();
                phone.namespace().links().down("eth0"); // the impostor waits until it is silent
                PhoneSwitch.takeAddress(impostor.namespace(), 1);
                assertThat(isAnswered(impostor.namespace(), SIP)).isFalse();
                assertThat(isAnswered(impostor.namespace(), HTTP)).isFalse();

                // Making room for another phone has the node take the wire anew.
                try (ControlClient node = homes.control(TwoHomes.ALICE)) {
                    node.request("POST", "/v1/orders/add-phone", Map.of(), Map.class);
                }
                assertThat(isAnswered(impostor.namespace(), SIP)).isFalse();
                assertThat(isAnswered(impostor.namespace(), HTTP)).isFalse();

                phone.namespace().links().up("eth0");
                impostor.namespace().links().down("eth0");
                assertThat(becomesAnswered(phone.namespace())).isTrue();

                // Somebody who puts another device there says so.
                impostor.namespace().links().up("eth0");
                phone.namespace().links().down("eth0");
                try (ControlClient node = homes.control(TwoHomes.ALICE)) {
                    node.request("POST", "/v1/phones/forget", Map.of("phone", 1), Map.class);
                }
                assertThat(becomesAnswered(impostor.namespace())).isTrue();
            }
        }
    }

    private static boolean isAnswered(Namespace device, int port) throws IOException {
        try (Socket socket = device.call(() -> SocketChannel.open().socket())) {
            socket.connect(new InetSocketAddress(PhoneSwitch.gateway(1), port), CONNECT_MILLIS);
            return true;
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }

    private static boolean becomesAnswered(Namespace device) throws IOException {
        for (int waited = 0; waited < PATIENCE_MILLIS; waited += CONNECT_MILLIS) {
            if (isAnswered(device, SIP)) {
                return true;
            }
        }
        return false;
    }
}
