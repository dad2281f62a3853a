package io.voider.cli.node.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.cli.phone.dhcp.PhoneLease;
import io.voider.ns.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said waits for the disk, of which this test turns the platter. */
class LeaseWriterTest {
    private static final PhoneLease LEASE = new PhoneLease(1, MacAddress.parse("02:00:00:00:00:01"), "", "", false);

    @TempDir
    private Path directory;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Queue<Runnable> disk = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();
    private long version = 1;
    private Path path;
    private LeaseFile file;
    private LeaseWriter writer;

    @BeforeEach
    void open() {
        path = directory.resolve("home").resolve("leases.json");
        file = new LeaseFile(path);
        writer = new LeaseWriter(
                file,
                new LeaseWriter.Source() {
                    @Override
                    public long version() {
                        return version;
                    }

                    @Override
                    public List<PhoneLease> leases() {
                        return List.of(LEASE);
                    }
                },
                channel.eventLoop(),
                disk::add);
    }

    private void turn() {
        disk.remove().run();
        channel.runPendingTasks();
    }

    private void require(long wanted, String name) {
        writer.require(wanted, why -> said.add(why.isEmpty() ? name : name + " not"));
    }

    @Test
    void saysNothingBeforeItIsWrittenAndOldThingsAtOnce() throws IOException {
        Files.createDirectory(path.getParent());
        require(0, "offer");
        assertThat(said).containsExactly("offer");
        require(1, "first");
        version = 2;
        require(2, "second");
        require(1, "first again");
        assertThat(said).hasSize(1);
        assertThat(disk).as("one writing at a time").hasSize(1);
        turn();
        assertThat(said).containsExactly("offer", "first", "first again");
        turn();
        assertThat(said).endsWith("second");
        assertThat(file.read()).containsExactly(LEASE);
        require(2, "renewed");
        assertThat(said).endsWith("renewed");
        assertThat(disk).isEmpty();
    }

    @Test
    void saysNothingThatTheDiskDidNotTakeAndTriesAgainWithTheNextWhoAsks() throws IOException {
        require(1, "first");
        turn();
        assertThat(said).containsExactly("first not");
        assertThat(disk).isEmpty();
        Files.createDirectory(path.getParent());
        require(1, "again");
        turn();
        assertThat(said).endsWith("again");
    }

    @Test
    void letsOnlySoManyWait() {
        for (int i = 0; i < LeaseWriter.MOST_WAITING; i++) {
            require(1, "one");
        }
        assertThat(said).isEmpty();
        require(1, "one too many");
        assertThat(said).containsExactly("one too many not");
    }

    @Test
    void saysNoWhenTheNodeEnds() {
        LeaseWriter ending = new LeaseWriter(
                file,
                new LeaseWriter.Source() {
                    @Override
                    public long version() {
                        return version;
                    }

                    @Override
                    public List<PhoneLease> leases() {
                        return List.of();
                    }
                },
                channel.eventLoop(),
                task -> {
                    throw new RejectedExecutionException();
                });
        ending.require(1, said::add);
        assertThat(said).containsExactly("the node ends");
    }
}
