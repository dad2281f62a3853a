package io.voider.cli.node.phone;

import io.netty.channel.EventLoop;
import io.voider.cli.phone.dhcp.PhoneLease;
import io.voider.cli.state.Failure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Holds back what may only be said when the leases are on the disk, and has them written: one writing at a time, of what there is by
 * then. What a disk does not take is not said, and tried again with the next one who asks.
 *
 * <p>Belongs to an event loop; at most {@value #MOST_WAITING} wait.
 */
final class LeaseWriter {
    static final int MOST_WAITING = 512;

    /** Whose leases are written. */
    interface Source {
        /** Grows whenever the leases change. */
        long version();

        List<PhoneLease> leases();
    }

    private record Waiting(long version, Consumer<String> then) {}

    private final LeaseFile file;
    private final Source source;
    private final EventLoop loop;
    private final Executor disk;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long written;
    private boolean writing;

    /** @param disk runs what blocks */
    LeaseWriter(LeaseFile file, Source source, EventLoop loop, Executor disk) {
        this.file = file;
        this.source = source;
        this.loop = loop;
        this.disk = disk;
    }

    /**
     * Has the leases of that version, or later ones, written if they are not.
     *
     * @param then is given nothing when they are on the disk, or why they are not
     */
    void require(long version, Consumer<String> then) {
        if (version <= written) {
            then.accept("");
        } else if (waiting.size() >= MOST_WAITING) {
            then.accept("too much waits for the disk");
        } else {
            waiting.add(new Waiting(version, then));
            write();
        }
    }

    private void write() {
        if (writing) {
            return;
        }
        writing = true;
        long version = source.version();
        List<PhoneLease> leases = source.leases();
        try {
            disk.execute(() -> {
                String why = written(leases);
                loop.execute(() -> done(version, why));
            });
        } catch (RejectedExecutionException e) {
            done(version, "the node ends");
        }
    }

    private String written(List<PhoneLease> leases) {
        try {
            file.write(leases);
            return "";
        } catch (IOException e) {
            return Failure.words(e);
        }
    }

    private void done(long version, String why) {
        writing = false;
        if (why.isEmpty()) {
            written = version;
        }
        List<Waiting> ready = new ArrayList<>();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting next = each.next();
            if (!why.isEmpty() || next.version <= written) {
                each.remove();
                ready.add(next);
            }
        }
        ready.forEach(each -> each.then.accept(why));
        if (!waiting.isEmpty()) {
            write();
        }
    }
}
