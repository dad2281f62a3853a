package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.NetworkChange.Kind;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes, as the running kernel announces them. */
@Timeout(60)
final class SubscriptionIT {

    private final BlockingQueue<NetworkChange> changes = new LinkedBlockingQueue<>();

    @Test
    void linksAddressesAndRoutesComeAndGo() throws Exception {
        try (Namespace namespace = Namespace.anonymous("watched")) {
            Subscription subscription = namespace.subscribe(changes::add);
            namespace.links().createVeth("a0", "b0");
            int index = namespace.links().require("a0").index();
            await(change -> change instanceof NetworkChange.OfLink link
                    && link.kind() == Kind.PRESENT
                    && link.link().name().equals("a0"));
            namespace.links().up("a0");
            namespace.addresses().add("a0", "10.0.0.1/24");
            await(change -> change instanceof NetworkChange.OfAddress address
                    && address.kind() == Kind.PRESENT
                    && address.address().link() == index
                    && address.address().prefix().equals(Prefix.parse("10.0.0.1/24")));
            namespace.routes().add(Route.to("10.9.0.0/16").dev("a0"));
            await(change -> change instanceof NetworkChange.OfRoute route
                    && route.kind() == Kind.PRESENT
                    && route.route().destination().equals(Prefix.parse("10.9.0.0/16")));
            namespace.addresses().remove("a0", "10.0.0.1/24");
            await(change -> change instanceof NetworkChange.OfAddress address && address.kind() == Kind.GONE);
            namespace.links().delete("a0");
            await(change -> change instanceof NetworkChange.OfLink link
                    && link.kind() == Kind.GONE
                    && link.link().index() == index);
            subscription.close();
            changes.clear();
            namespace.links().createVeth("a1", "b1");
            assertThat(changes).isEmpty();
        }
    }

    private void await(Predicate<NetworkChange> wanted) throws InterruptedException {
        NetworkChange change;
        int seen = 0;
        @Nullable NetworkChange last = null;
        do {
            change = changes.poll(30, TimeUnit.SECONDS);
            assertThat(change)
                    .describedAs("after %s others, the last %s", seen++, last)
                    .isNotNull();
            last = change;
        } while (!wanted.test(change));
    }

    @Test
    void aSlowListenerLearnsThatItMissedSomething() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Namespace namespace = Namespace.anonymous("busy")) {
            namespace.subscribe(change -> {
                Waiting.uninterruptibly(() -> go.await(60, TimeUnit.SECONDS));
                changes.add(change);
            });
            namespace.links().up("lo");
            for (int i = 0; i < 4000; i++) {
                namespace.routes().add(Route.blackhole("10." + i / 256 + "." + i % 256 + ".0/24"));
                namespace.routes().remove(Route.blackhole("10." + i / 256 + "." + i % 256 + ".0/24"));
            }
            go.countDown();
            await(change -> change instanceof NetworkChange.Missed missed
                    && missed.reason().contains("ENOBUFS"));
            namespace.links().createVeth("a0", "b0");
            await(change -> change instanceof NetworkChange.OfLink link
                    && link.link().name().equals("a0"));
        }
    }
}
