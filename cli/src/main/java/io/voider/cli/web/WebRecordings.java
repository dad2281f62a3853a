package io.voider.cli.web;

import io.voider.cli.capture.KeptRecordings;
import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.RefusedException;
import io.voider.cli.node.ground.Elsewhere;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The recordings that the page sends.
 *
 * @param kept by which they are found, and nothing else is
 * @param disk where they are read
 */
record WebRecordings(KeptRecordings kept, Executor disk) {
    /** One that is open: so much of it is sent, even if it grows meanwhile. */
    record Opened(FileChannel file, long bytes) {}

    /**
     * Opens the recording of that call.
     *
     * @throws RefusedException later, if there is none
     */
    CompletableFuture<Opened> open(long call) {
        return Elsewhere.on(disk, () -> {
            FileChannel file = kept.open(call)
                    .orElseThrow(() -> new RefusedException(
                            ControlRefusal.Code.NOT_FOUND,
                            "call " + call + " was not recorded",
                            "while it runs: sudo voider capture call:" + call + " --keep"));
            return new Opened(file, file.size());
        });
    }
}
