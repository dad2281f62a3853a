package io.voider.transport.openvpn;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.voider.ns.KernelException;
import io.voider.ns.Namespace;
import io.voider.ns.Scheduling;
import io.voider.transport.disk.FileTrouble;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import io.voider.transport.openvpn.ManagementMessage.Reply;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One OpenVPN process, from the files that it is started with to its last line: its management connection is made, asked
 * whether it still answers, and closed with it. Lives on one event loop; what blocks is done on the namespace's thread.
 */
final class OpenVpnRun implements ManagementClient.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(OpenVpnRun.class);
    private static final long PROBE_SECONDS = 5;
    private static final long ANSWER_NANOS = 5_000_000_000L;

    /** Hears what becomes of it, on the event loop. */
    interface Listener {
        /** There is a process now. */
        void launched();

        /** Its management connection is there: {@link #command} can be used. */
        void connected();

        /** It said something of its own accord. */
        void said(Notification notification);

        /** Its management connection is gone. */
        void disconnected(String reason);

        /** There is no process, or none any more, and why. Comes once, and last. */
        void ended(String reason);
    }

    /** Something that blocks. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * Where and how OpenVPN is run.
     *
     * @param role says what it is asked
     */
    record Ground(Namespace namespace, RuntimeDirectory directory, OpenVpn openVpn, IoEventLoop loop, Role role) {
        /** Does something on the namespace's thread, and then something on the loop. */
        void inNamespace(Work work, BiConsumer<Boolean, @Nullable Throwable> then) {
            onLoop(
                    namespace.submit(() -> {
                        work.run();
                        return true;
                    }),
                    (done, failure) -> then.accept(failure == null, failure));
        }

        private <T> void onLoop(CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> then) {
            CompletableFuture<?> ignored =
                    future.whenComplete((result, failure) -> loop.execute(() -> then.accept(result, failure)));
        }
    }

    private final Ground ground;
    private final Listener listener;
    private @Nullable ManagementListener listening;
    private @Nullable ManagementClient management;
    private @Nullable Process process;
    private boolean killed;
    private boolean ended;

    private OpenVpnRun(Ground ground, Listener listener) {
        this.ground = ground;
        this.listener = listener;
    }

    /** @param files lays down what the process needs, on the namespace's thread */
    static OpenVpnRun launch(Ground ground, Work files, Listener listener) {
        OpenVpnRun run = new OpenVpnRun(ground, listener);
        ground.inNamespace(files, (written, failure) -> {
            if (written) {
                run.listen();
            } else {
                run.end(words(failure));
            }
        });
        return run;
    }

    private void listen() {
        RuntimeDirectory directory = ground.directory;
        ManagementListener socket =
                new ManagementListener(directory.reachableManagementSocket(), ground.openVpn.uid(), ground.loop);
        listening = socket;
        socket.open(() -> new ManagementClient(this, ANSWER_NANOS)).addListener(opened -> {
            if (!opened.isSuccess()) {
                end("cannot listen on " + directory.managementSocket() + ": " + words(opened.cause()));
                return;
            }
            ground.inNamespace(directory::narrowSocket, (narrowed, failure) -> {
                if (narrowed) {
                    start();
                } else {
                    end(words(failure));
                }
            });
        });
    }

    private void start() {
        if (killed) {
            end("stopped before it was started");
            return;
        }
        RuntimeDirectory directory = ground.directory;
        ProcessBuilder builder = ground.openVpn.process(directory.config(), directory.output());
        ground.onLoop(ground.namespace.start(builder), (started, failure) -> {
            if (started == null) {
                end("OpenVPN cannot be started: " + words(failure));
                return;
            }
            process = started;
            goFirst(started);
            ground.onLoop(started.onExit(), (done, ignored) -> exited(started.exitValue()));
            if (killed) {
                started.destroyForcibly();
            } else {
                listener.launched();
            }
        });
    }

    private static String words(@Nullable Throwable failure) {
        return failure == null ? "without a reason" : FileTrouble.words(failure);
    }

    /** A packet of voice waits in OpenVPN as little as in the node. */
    private static void goFirst(Process started) {
        try {
            Scheduling.makePrompt(started.pid());
        } catch (KernelException e) {
            LOG.info("OpenVPN does not go before other work on the processor: {}", e.getMessage());
        }
    }

    /** Sends a command, if it listens; a refusal is logged. */
    @Nullable
    Future<Reply> command(ManagementCommand command) {
        ManagementClient client = management;
        if (client == null) {
            return null;
        }
        return client.send(command).addListener(done -> {
            if (!done.isSuccess()) {
                LOG.debug("{}", words(done.cause()));
            }
        });
    }

    @Override
    public void connected(ManagementClient client) {
        management = client;
        ground.inNamespace(ground.directory::deleteStartFiles, (deleted, failure) -> {
            if (!deleted) {
                LOG.error("a key stays in {}: {}", ground.directory.config(), String.valueOf(failure));
            }
        });
        closeListening();
        listener.connected();
        probe();
    }

    /** Whether it answers, and what; and it is not to print without end. */
    private void probe() {
        ManagementClient client = management;
        if (client == null) {
            return;
        }
        client.send(ground.role.probe()).addListener(done -> {
            if (done.getNow() instanceof Body body) {
                ground.role.probed(body);
            }
        });
        ground.inNamespace(ground.directory::cutOutput, (cut, failure) -> {
            if (!cut) {
                LOG.warn("what OpenVPN prints cannot be cut: {}", String.valueOf(failure));
            }
        });
        ground.loop.schedule(this::probe, PROBE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void notified(Notification notification) {
        listener.said(notification);
    }

    @Override
    public void disconnected(ManagementClient client, String reason) {
        management = null;
        if (!ended) {
            listener.disconnected(reason);
        }
    }

    /** Kills it, or has it never start. */
    void kill() {
        killed = true;
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    private void exited(int code) {
        if (code == 0 || code > 128) {
            end(code == 0 ? "OpenVPN ended" : "OpenVPN was killed by signal " + (code - 128));
            return;
        }
        ground.onLoop(ground.namespace.submit(ground.directory::lastLines), (lines, failure) -> {
            end("OpenVPN ended with code " + code
                    + (lines == null || lines.isEmpty() ? "" : ": " + ManagementLine.shown(lines)));
        });
    }

    private void end(String reason) {
        ended = true;
        management = null;
        closeListening();
        listener.ended(reason);
    }

    private void closeListening() {
        ManagementListener socket = listening;
        listening = null;
        if (socket != null) {
            socket.close();
        }
    }
}
