package io.voider.transport.openvpn;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.voider.ns.Namespace;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Hold;
import io.voider.transport.openvpn.ManagementMessage.Log;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import io.voider.transport.openvpn.ManagementMessage.Reply;
import io.voider.transport.openvpn.ManagementMessage.State;
import io.voider.transport.openvpn.TunnelState.Event;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one OpenVPN process running: starts it, answers its holds, asks whether it is alive, and starts it anew when it
 * ended or hung. Lives on one event loop; what blocks is done on the namespace's thread.
 */
public final class Supervisor implements ManagementClient.Listener {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** From the process's start until it speaks; it takes some 20 ms. */
    private static final long SPEAK_NANOS = 10 * SECOND_NANOS;

    private static final long PROBE_SECONDS = 5;
    private static final long ANSWER_NANOS = 5 * SECOND_NANOS;

    /** A client says goodbye to its server for a second. */
    private static final long STOP_NANOS = 3 * SECOND_NANOS;

    /** Between two releases of one process, so that a peer that refuses at once does not keep both busy. */
    private static final long RELEASE_NANOS = SECOND_NANOS;

    private final Namespace namespace;
    private final RuntimeDirectory directory;
    private final OpenVpn openVpn;
    private final IoEventLoop loop;
    private final Role role;
    private final RestartPace pace;
    private final Logger log;
    private final Promise<@Nullable Void> stopped;

    private TunnelState state = TunnelState.STOPPED;
    private boolean prepared;
    private boolean hadBeenUp;
    private String trouble = "";
    private long releasedNanos;
    private @Nullable ManagementListener listening;
    private @Nullable Process process;
    private @Nullable ManagementClient management;
    private @Nullable ScheduledFuture<?> timer;

    public Supervisor(
            Namespace namespace,
            RuntimeDirectory directory,
            OpenVpn openVpn,
            IoEventLoop loop,
            Role role,
            RandomGenerator random) {
        this.namespace = namespace;
        this.directory = directory;
        this.openVpn = openVpn;
        this.loop = loop;
        this.role = role;
        this.pace = new RestartPace(random);
        this.stopped = loop.newPromise();
        this.releasedNanos = loop.ticker().nanoTime() - RELEASE_NANOS;
        this.log = LoggerFactory.getLogger(Supervisor.class.getPackageName() + ".openvpn." + namespace.name());
    }

    /** Starts; from any thread, once. */
    public void start() {
        loop.execute(() -> begin("started"));
    }

    /** Ends the process and removes its files; from any thread, even twice. The future is done when nothing is left. */
    public Future<@Nullable Void> stop() {
        loop.execute(this::end);
        return stopped;
    }

    public TunnelState state() {
        return state;
    }

    /** The role may be able to connect now. */
    public void connectIfPossible() {
        if (state == TunnelState.HELD && role.mayConnect()) {
            long wait = releasedNanos + RELEASE_NANOS - now();
            if (wait > 0) {
                schedule(wait, this::connectIfPossible);
            } else {
                release();
            }
        }
    }

    private void release() {
        releasedNanos = now();
        change(Event.RELEASED, "released");
        command(ManagementCommand.HOLD_RELEASE);
    }

    /** Has a client begin a new session. */
    public void reconnect(String why) {
        if (state == TunnelState.UP || state == TunnelState.CONNECTING) {
            trouble = why;
            command(ManagementCommand.signal(ManagementCommand.Signal.SIGUSR1));
        }
    }

    /** Sends a command, if there is a process that listens; a refusal is logged. */
    @Nullable
    public Future<Reply> command(ManagementCommand command) {
        ManagementClient client = management;
        if (client == null) {
            return null;
        }
        return client.send(command).addListener(done -> {
            if (!done.isSuccess()) {
                log.debug("{}", String.valueOf(done.cause().getMessage()));
            }
        });
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    private void change(Event event, String reason) {
        TunnelState before = state;
        state = before.after(event);
        if (state != before) {
            log.info("{} after {}: {}", state, before, reason);
            role.changed(new TunnelTransition(before, state, System.nanoTime(), reason));
        }
    }

    private void schedule(long nanos, Runnable task) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    // ---- starting

    private void begin(String reason) {
        change(Event.START, reason);
        pace.started(now());
        hadBeenUp = false;
        trouble = "";
        inNamespace(this::writeFiles, this::listen);
    }

    private boolean writeFiles() throws IOException {
        if (!prepared) {
            directory.prepare(namespace);
            TunnelDevice.make(namespace, openVpn);
            role.prepare(directory);
            prepared = true;
        }
        directory.writeConfig(role.config(directory));
        return true;
    }

    private void listen(boolean written) {
        ManagementListener socket = new ManagementListener(directory.reachableManagementSocket(), openVpn.uid(), loop);
        listening = socket;
        socket.open(() -> new ManagementClient(this, ANSWER_NANOS)).addListener(done -> {
            if (done.isSuccess()) {
                inNamespace(
                        () -> {
                            directory.narrowSocket();
                            return true;
                        },
                        narrowed -> launch());
            } else {
                failed("cannot listen on " + directory.managementSocket() + ": " + done.cause());
            }
        });
    }

    private void launch() {
        if (state != TunnelState.STARTING) {
            failed("stopped before it was started");
            return;
        }
        onLoop(namespace.start(openVpn.process(directory.config(), directory.output())), (started, failure) -> {
            if (started == null) {
                failed("OpenVPN cannot be started: " + failure);
                return;
            }
            process = started;
            onLoop(started.onExit(), (ended, ignored) -> exited(started));
            if (state == TunnelState.STARTING) {
                schedule(SPEAK_NANOS, () -> kill("it did not say anything for 10 s"));
            } else {
                started.destroyForcibly();
            }
        });
    }

    private <T> void inNamespace(Callable<T> task, Consumer<T> then) {
        onLoop(namespace.submit(task), (result, failure) -> {
            if (failure == null && result != null) {
                then.accept(result);
            } else {
                failed(String.valueOf(failure));
            }
        });
    }

    private <T> void onLoop(CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        CompletableFuture<?> ignored =
                future.whenComplete((result, failure) -> loop.execute(() -> then.accept(result, failure)));
    }

    // ---- running

    @Override
    public void connected(ManagementClient client) {
        management = client;
        command(ManagementCommand.STATE_ON);
        Future<Reply> history = command(ManagementCommand.LOG_ON_ALL);
        if (history != null) {
            history.addListener(done -> {
                if (done.getNow() instanceof Body body) {
                    body.lines().forEach(line -> notified(ManagementLine.notification("LOG:" + line)));
                }
            });
        }
        inNamespace(
                () -> {
                    directory.deleteStartFiles();
                    return true;
                },
                deleted -> {});
        closeListening();
        probe(client);
    }

    private void probe(ManagementClient client) {
        if (management != client) {
            return;
        }
        client.send(role.probe()).addListener(done -> {
            if (done.getNow() instanceof Body body) {
                role.probed(body);
            }
        });
        inNamespace(
                () -> {
                    directory.cutOutput();
                    return true;
                },
                cut -> {});
        loop.schedule(() -> probe(client), PROBE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void notified(Notification notification) {
        if (notification instanceof Hold) {
            if (timer != null) {
                timer.cancel(false);
            }
            change(Event.HELD, trouble.isEmpty() ? "waits for a path" : trouble);
            connectIfPossible();
        } else if (notification instanceof State stands) {
            stands(stands);
        } else if (notification instanceof Log line) {
            logged(line);
            role.notified(line);
        } else {
            role.notified(notification);
        }
    }

    private void stands(State stands) {
        if (stands.name().equals("CONNECTED") && !stands.detail().equals("ERROR")) {
            trouble = "";
            hadBeenUp = true;
            change(Event.CONNECTED, "connected");
        } else if (stands.name().equals("RECONNECTING")) {
            change(Event.RECONNECTING, trouble.isEmpty() ? stands.detail() : trouble);
        }
    }

    private void logged(Log line) {
        Diagnosis.of(line.text()).ifPresent(meaning -> trouble = meaning);
        String text = ManagementLine.shown(line.text());
        if (line.flags().contains("F")) {
            log.error("{}", text);
        } else if (line.flags().contains("N") || line.flags().contains("W")) {
            log.warn("{}", text);
        } else if (line.flags().contains("I")) {
            log.debug("{}", text);
        } else {
            log.trace("{}", text);
        }
    }

    @Override
    public void disconnected(ManagementClient client, String reason) {
        if (management != client) {
            return; // of a process whose end is known already
        }
        management = null;
        if (state == TunnelState.STOPPING) {
            return; // it has been told, and has its time
        }
        if (reason.equals(ManagementClient.CLOSED)) {
            schedule(SECOND_NANOS, () -> kill(reason)); // it ends by itself, and its end says more
        } else {
            kill(reason);
        }
    }

    private void kill(String why) {
        Process running = process;
        if (running != null && running.isAlive()) {
            trouble = trouble.isEmpty() ? why : trouble;
            running.destroyForcibly();
        }
    }

    // ---- ending

    private void exited(Process ended) {
        process = null;
        management = null;
        int code = ended.exitValue();
        if (!trouble.isEmpty()) {
            failed(trouble);
            return;
        }
        if (code > 128) {
            failed("OpenVPN was killed by signal " + (code - 128));
            return;
        }
        onLoop(namespace.submit(directory::lastWords), (words, failure) -> {
            failed("OpenVPN ended with code " + code
                    + (words == null || words.isEmpty() ? "" : ": " + ManagementLine.shown(words)));
        });
    }

    /** There is no process, or none any more. */
    private void failed(String reason) {
        closeListening();
        if (timer != null) {
            timer.cancel(false);
        }
        change(Event.EXITED, reason);
        if (state == TunnelState.FAILING) {
            schedule(pace.delayNanos(now(), hadBeenUp), () -> begin("again, after: " + reason));
        } else if (state == TunnelState.STOPPED) {
            cleanUp();
        }
    }

    private void end() {
        if (stopped.isDone()) {
            return;
        }
        if (state == TunnelState.STOPPING) {
            return; // told a second time, it would end without saying goodbye
        }
        if (timer != null) {
            timer.cancel(false);
        }
        if (state == TunnelState.STOPPED) {
            cleanUp();
            return;
        }
        change(Event.STOP, "stopped");
        if (state == TunnelState.STOPPED) {
            cleanUp();
        } else if (process != null) {
            command(ManagementCommand.signal(ManagementCommand.Signal.SIGTERM));
            schedule(management == null ? 0 : STOP_NANOS, () -> kill("it did not end by itself"));
        }
    }

    private void closeListening() {
        ManagementListener socket = listening;
        listening = null;
        if (socket != null) {
            socket.close();
        }
    }

    private void cleanUp() {
        onLoop(
                namespace.submit(() -> {
                    directory.remove();
                    return true;
                }),
                (done, failure) -> {
                    if (failure == null) {
                        stopped.trySuccess(null);
                    } else {
                        stopped.tryFailure(failure);
                    }
                });
    }
}
