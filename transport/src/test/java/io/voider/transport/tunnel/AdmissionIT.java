package io.voider.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.voider.ns.Namespace;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Register;
import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.shuttle.Shuttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who gets in, and when: admissions, renewed and withdrawn certificates, with real OpenVPN processes. */
class AdmissionIT {
    /** As the namespace's own thread sees it. */
    private static final Path REVOKED = Path.of("/run/revoked.pem");

    @Test
    void anAdmissionDoesNotOvertakeTheServersStart() throws IOException, InterruptedException {
        try (Exchange exchange = Exchange.ofServerAlone(Profile.FAST);
                Namespace namespace = Namespace.anonymous(exchange.prefix + "-busy")) {
            Invitation bob = exchange.register.invite(2, Exchange.RENDEZVOUS, Invitation.NO_REMOTE, Exchange.NOW);
            IoEventLoop busy = exchange.loop();
            CountDownLatch free = new CountDownLatch(1);
            busy.execute(() -> awaitUninterruptibly(free));
            TunnelServer server = TunnelServer.start(
                    new TunnelServer.Setup(
                            namespace,
                            exchange.openVpn,
                            exchange.register.authority(),
                            exchange.register.revocationListPem(),
                            busy,
                            new Story()),
                    List.of(),
                    () -> Exchange.NOW);
            Future<Shuttle> admission = server.admit(bob.subscriber(), exchange.loop());
            // The loop has not made the server's directory yet, so nothing can be written into it.
            namespace.call(() -> null);
            assertThat(admission.isDone()).isFalse();
            free.countDown();
            assertThat(admission.await().isSuccess()).isTrue();
            Path client = Path.of("/run/clients", bob.subscriber().commonName());
            assertThat(namespace.call(() -> Files.exists(client))).isTrue();
            server.stop().awaitUninterruptibly();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRenewedCertificateIsUsedFromTheNextSessionOnAndTheOldOneStaysGood() throws IOException, InterruptedException {
        try (Exchange exchange = new Exchange(Profile.FAST, 2)) {
            TunnelIT.connectAll(exchange);
            Exchange.Joined bob = exchange.joined(0);
            String withoutTheOld = revocationListOfNow(exchange);
            exchange.register.renew(Exchange.NOW.plus(Duration.ofDays(6 * 365)));
            reconnect(bob);

            bob.client.renew(bob.invitation.renewed(exchange.register.renewed(2).orElseThrow()));
            exchange.namespace.call(() -> Files.writeString(REVOKED, withoutTheOld));
            reconnect(bob);
        }
    }

    private static void reconnect(Exchange.Joined bob) throws InterruptedException {
        int known = bob.story.transitions().size();
        TunnelIT.process(bob.namespace).destroyForcibly();
        bob.story.awaitAfter(known, TunnelState.UP);
    }

    /** The list as it would be if everybody who is invited now were cut off. */
    private static String revocationListOfNow(Exchange exchange) throws IOException {
        Path register = exchange.home.resolve("register");
        Path copy = exchange.home.resolve("copy");
        try (var files = Files.walk(register)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(register.relativize(file).toString()));
            }
        }
        Register doomed = Register.open(copy, new SecureRandom());
        for (int number : List.copyOf(doomed.friends().keySet())) {
            doomed.revoke(number);
        }
        return doomed.revocationListPem();
    }

    @Test
    void whoWasCutOffIsStillOnTheListAfterAKill() throws IOException, InterruptedException {
        try (Exchange exchange = new Exchange(Profile.FAST, 2, 3)) {
            TunnelIT.connectAll(exchange);
            exchange.register.revoke(2);
            String withdrawn = exchange.register.revocationListPem();
            exchange.server.revoke(2, withdrawn).await();
            int known = exchange.story.transitions().size();
            TunnelIT.process(exchange.namespace).destroyForcibly();
            exchange.story.awaitAfter(known, TunnelState.UP);
            assertThat(exchange.namespace.call(() -> Files.readString(REVOKED))).isEqualTo(withdrawn);
        }
    }
}
