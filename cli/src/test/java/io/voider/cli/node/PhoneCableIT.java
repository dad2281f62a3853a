package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.orders.Order;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhoneReport;
import io.voider.ns.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The phone's cable pulled out and plugged in, its interface taken away and brought back, while the node runs. */
class PhoneCableIT {
    private static final String ALICE = TwoHomes.ALICE;
    private static final String INTERFACE = TwoHomes.phoneInterface(ALICE);
    private static final String SOCKET = INTERFACE + "-end";
    private static final String ADDRESS = "198.51.100.1/24";
    private static final int PATIENCE_SECONDS = 60;
    private static final int PAUSE_MILLIS = 20;

    @TempDir
    private Path directory;

    private static PhoneReport awaitPhone(ControlClient node, Predicate<PhoneReport> wish)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            PhoneReport phone = node.request("GET", "/v1/status", Map.of(), NodeReport.class)
                    .phones()
                    .get(0);
            if (wish.test(phone)) {
                return phone;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the phone is still so: " + phone);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    @Test
    void theNodeNoticesTheCableAndTakesTheInterfaceBackWithoutARestart() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.books(ALICE, alice -> {});
            homes.run(ALICE);
            homes.awaitReady(ALICE);
            try (ControlClient node = homes.control(ALICE)) {
                awaitPhone(node, phone -> phone.why().contains("nothing is plugged into"));
                homes.machine().links().up(SOCKET);
                awaitPhone(node, PhoneReport::connected);
                homes.machine().links().down(SOCKET);
                awaitPhone(node, phone -> !phone.connected());
                homes.machine().links().delete(SOCKET);
                awaitPhone(node, phone -> phone.why().contains("is not there"));
                homes.machine().links().createVeth(INTERFACE, SOCKET);
                homes.machine().links().up(SOCKET);
                awaitPhone(node, PhoneReport::connected);
                Order<?> elsewhere = new Order.Configure("phone-address", "172.16.0.5");
                node.request("POST", "/v1/orders/" + elsewhere.name(), elsewhere, elsewhere.report());
                PhoneReport moved = awaitPhone(node, PhoneReport::connected);
                assertThat(moved.address()).isEqualTo("172.16.0.5");
            }
        }
    }

    @Test
    void anInterfaceInUseIsLeftAloneUntilItIsDemandedAndThenGivenBackAsItWas() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.books(ALICE, alice -> {});
            homes.machine().addresses().add(INTERFACE, ADDRESS);
            homes.machine().links().up(INTERFACE);
            homes.machine().links().up(SOCKET);
            Process alice = homes.run(ALICE);
            homes.awaitReady(ALICE);
            try (ControlClient node = homes.control(ALICE)) {
                PhoneReport phone = awaitPhone(node, report -> report.why().contains("in use"));
                assertThat(phone.why()).contains(ADDRESS).contains("take-any-interface");
                assertThat(homes.machine().links().find(INTERFACE)).isPresent();
                Order<?> demand = new Order.Configure("take-any-interface", "yes");
                node.request("POST", "/v1/orders/" + demand.name(), demand, demand.report());
                awaitPhone(node, PhoneReport::connected);
                assertThat(homes.machine().links().find(INTERFACE)).isEmpty();
            }
            alice.destroy();
            assertThat(alice.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(homes.machine().links().find(INTERFACE)).get().matches(Link::up);
            assertThat(homes.machine().addresses().list(INTERFACE))
                    .anyMatch(address -> address.prefix().toString().equals(ADDRESS));
        }
    }
}
