package io.voider.cli.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipLimits;
import io.voider.sip.SipRefusal;
import io.voider.sip.rewrite.Rewriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
         * @param name the file's name: within the directory that was given, or the last part of the file's path
         */
        void write(Path name, byte[] message) throws IOException;
    }

    /**
     * A message that is not rewritten.
     *
     * @param file where it is
     * @param offset the place in it, bytes from its start
     * @param reason why
     */
    record Refused(Path file, int offset, String reason) {
        /** {@code file:offset: reason}. */
        @Override
        public String toString() {
            return file + ":" + offset + ": " + reason;
        }
    }

    /**
     * What came of a run.
     *
     * @param rewritten how many messages were
     * @param refused the others
     */
    record Report(int rewritten, List<Refused> refused) {
        Report {
            refused = List.copyOf(refused);
        }

        /** 0 if every message was rewritten, 1 if one was refused. */
        int exitCode() {
            return refused.isEmpty() ? 0 : 1;
        }
    }

    /**
     * Rewrites every file named, and every file below each directory named, in the order of their names.
     *
     * @throws IOException if a file cannot be read, or the sink cannot write; what was written stays
     */
    Report run(List<Path> filesAndDirectories, Sink sink) throws IOException {
        List<Refused> refused = new ArrayList<>();
        int rewritten = 0;
        for (Path given : filesAndDirectories) {
            for (Path file : filesIn(given)) {
                Path name = file.equals(given) ? file.getFileName() : given.relativize(file);
                try {
                    sink.write(name, rewrite(read(file)));
                    rewritten++;
                } catch (SipRefusal refusal) {
                    refused.add(new Refused(file, refusal.offset(), refusal.reason()));
                }
            }
        }
        return new Report(rewritten, refused);
    }

    /** A sink that writes each message below {@code directory}, under its own name; directories are made. */
    static Sink into(Path directory) {
        return (name, message) -> {
            Path file = directory.resolve(name);
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, message);
        };
    }

    private static List<Path> filesIn(Path given) throws IOException {
        if (!Files.isDirectory(given)) {
            return List.of(given);
        }
        try (Stream<Path> below = Files.walk(given)) {
            return below.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private byte[] read(Path file) throws IOException {
        if (Files.size(file) > limits.messageBytes()) {
            throw SipRefusal.limit(limits.messageBytes(), "message over " + limits.messageBytes() + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private byte[] rewrite(byte[] message) {
        ByteBuf out = Unpooled.buffer(message.length + 64);
        rewriter.rewrite(parties, from, decoder.decode(message, 0, message.length), out);
        return ByteBufUtil.getBytes(out);
    }
}
