package io.voider.cli.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.cli.state.Failure;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipLimits;
import io.voider.sip.SipRefusal;
import io.voider.sip.rewrite.Rewriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rewrites messages that lie in files, one message a file: the rewriter for anyone who wants to try it. */
final class RewriteFiles {
    private final Parties parties;
    private final Side from;
    private final SipLimits limits;
    private final SipDecoder decoder;
    private final Rewriter rewriter;

    /** @param from the side that sent the messages */
    RewriteFiles(Parties parties, Side from, SipLimits limits) {
        this.parties = parties;
        this.from = from;
        this.limits = limits;
        this.decoder = new SipDecoder(limits);
        this.rewriter = new Rewriter(limits);
    }

    /** Where a rewritten message goes. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes one message.
         *
         * @param source where it was
         * @param name the file's name: within the directory that was given, or the last part of the file's path
         * @throws IOException if it cannot be written; that is told, and the next message comes all the same
         */
        void write(Path source, Path name, byte[] message) throws IOException;
    }

    /**
     * A message that is not rewritten.
     *
     * @param source the file where it is, or what else it came from
     * @param offset the place in it, bytes from its start
     * @param reason why
     */
    record Refused(String source, int offset, String reason) {
        /** {@code source:offset: reason}. */
        @Override
        public String toString() {
            return source + ":" + offset + ": " + reason;
        }
    }

    /**
     * What came of a run.
     *
     * @param rewritten how many messages were
     * @param refused the others
     * @param failed what could not be read or written, a sentence each that names the file
     */
    record Report(int rewritten, List<Refused> refused, List<String> failed) {
        Report {
            refused = List.copyOf(refused);
            failed = List.copyOf(failed);
        }

        /** 0 if every message was rewritten, 1 if one was refused, or could not be read or written. */
        int exitCode() {
            return refused.isEmpty() && failed.isEmpty() ? 0 : 1;
        }
    }

    /** What is known of a run so far. */
    private static final class Progress {
        private final List<Refused> refused = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();
        private int rewritten;

        private void fail(Object source, IOException failure) {
            String words = Failure.words(failure);
            failed.add(words.contains(source.toString()) ? words : source + ": " + words);
        }

        private Report report() {
            return new Report(rewritten, refused, failed);
        }
    }

    /**
     * Rewrites every file named, and every file below each directory named, in the order of their names. One that cannot be read or
     * written keeps no other from its turn.
     */
    Report run(List<Path> filesAndDirectories, Sink sink) {
        Progress progress = new Progress();
        for (Path given : filesAndDirectories) {
            for (Path file : filesIn(given, progress)) {
                Path name = file.equals(given) ? file.getFileName() : given.relativize(file);
                try (InputStream in = Files.newInputStream(file)) {
                    sink.write(file, name, rewrite(in));
                    progress.rewritten++;
                } catch (SipRefusal refusal) {
                    progress.refused.add(new Refused(file.toString(), refusal.offset(), refusal.reason()));
                } catch (IOException e) {
                    progress.fail(file, e);
                }
            }
        }
        return progress.report();
    }

    /**
     * Rewrites the one message that {@code in} holds.
     *
     * @param source what to call it
     */
    Report run(String source, InputStream in, OutputStream out) {
        Progress progress = new Progress();
        try {
            out.write(rewrite(in));
            out.flush();
            progress.rewritten++;
        } catch (SipRefusal refusal) {
            progress.refused.add(new Refused(source, refusal.offset(), refusal.reason()));
        } catch (IOException e) {
            progress.fail(source, e);
        }
        return progress.report();
    }

    /**
     * A sink that writes each message below {@code directory}, under its own name; directories are made. It overwrites what an
     * earlier run left, but neither the message that was read nor what came of another one.
     */
    static Sink into(Path directory) {
        Map<Path, Path> sources = new HashMap<>();
        return (source, name, message) -> {
            Path file = directory.resolve(name);
            Path other = sources.putIfAbsent(file, source);
            if (other != null) {
                throw new IOException(source + ": " + file + " holds what came of " + other);
            }
            if (Files.exists(file) && Files.isSameFile(file, source)) {
                throw new IOException(source + ": is where what comes of it would go, and is kept");
            }
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, message);
        };
    }

    private static List<Path> filesIn(Path given, Progress progress) {
        if (!Files.isDirectory(given)) {
            return List.of(given);
        }
        List<Path> files = new ArrayList<>();
        int failures = progress.failed.size();
        try {
            Files.walkFileTree(given, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (Files.isRegularFile(file)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    progress.fail(file, failure);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            progress.fail(given, e);
        }
        if (files.isEmpty() && progress.failed.size() == failures) {
            progress.failed.add(given + ": no file is in it");
        }
        Collections.sort(files);
        return files;
    }

    /** No more is read than the largest message has, be it a device that never ends. */
    private byte[] rewrite(InputStream in) throws IOException {
        byte[] message = in.readNBytes(limits.messageBytes() + 1);
        if (message.length > limits.messageBytes()) {
            throw SipRefusal.limit(limits.messageBytes(), "message over " + limits.messageBytes() + " bytes");
        }
        if (message.length == 0) {
            throw SipRefusal.syntax(0, "no message, it is empty");
        }
        ByteBuf out = Unpooled.buffer(message.length + 64);
        rewriter.rewrite(parties, from, decoder.decode(message, 0, message.length), out);
        return ByteBufUtil.getBytes(out);
    }
}
