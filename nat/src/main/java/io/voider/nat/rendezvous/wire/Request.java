package io.voider.nat.rendezvous.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.seal.Sealer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/** A frame from a client to the rendezvous. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.Own.class, name = "own"),
    @JsonSubTypes.Type(value = Request.Readers.class, name = "readers"),
    @JsonSubTypes.Type(value = Request.Watch.class, name = "watch"),
    @JsonSubTypes.Type(value = Request.Unwatch.class, name = "unwatch"),
    @JsonSubTypes.Type(value = Request.ToOwner.class, name = "to-owner"),
    @JsonSubTypes.Type(value = Request.ToReader.class, name = "to-reader"),
    @JsonSubTypes.Type(value = Request.Yielded.class, name = "yielded"),
    @JsonSubTypes.Type(value = Request.Ping.class, name = "ping")
})
public sealed interface Request {
    /** How many readers one frame can name without passing the frame's limit. */
    int MAX_READERS_PER_FRAME = 80;

    /** Lines of one connection are numbered from 0 to this, less one. */
    int MAX_LINES = 512;

    /**
     * By so many bytes a program is told from another on which the same secrets lie: 8 bytes of when it was started, in
     * milliseconds of Unix time and network order, so that the later one is greater, and 8 of chance.
     */
    int INSTANCE_LENGTH = 16;

    /** The instance of a program that was started then. */
    static Octets instance(long startedMillis, RandomGenerator random) {
        return Octets.of(ByteBuffer.allocate(INSTANCE_LENGTH)
                .putLong(startedMillis)
                .putLong(random.nextLong())
                .array());
    }

    /** In place of a line: the account itself. */
    int ACCOUNT = -1;

    /** I am the owner of the account with this secret. */
    record Own(Octets secret, Octets instance) implements Request {
        public Own {
            secret.requireLength(OwnerAccount.SECRET_LENGTH, "owner's secret");
            instance.requireLength(INSTANCE_LENGTH, "instance");
        }
    }

    /**
     * These, and those of the frames before with {@code more}, are all my readers: admit them, revoke all others. Answered
     * by {@link Notice.Done} when it is on disk.
     */
    record Readers(int request, boolean more, List<Octets> readers) implements Request {
        public Readers {
            readers = List.copyOf(readers);
            if (readers.size() > MAX_READERS_PER_FRAME) {
                throw new IllegalArgumentException(
                        "at most " + MAX_READERS_PER_FRAME + " readers a frame, not " + readers.size());
            }
            readers.forEach(reader -> reader.requireLength(32, "reader hash"));
        }
    }

    /** Tell me about the owner who gave me this capability, under this number. */
    record Watch(int line, Octets secret, Octets instance) implements Request {
        public Watch {
            requireLine(line);
            secret.requireLength(ReaderCapability.SECRET_LENGTH, "reader secret");
            instance.requireLength(INSTANCE_LENGTH, "instance");
        }
    }

    /**
     * I live, and leave that line, or the {@link #ACCOUNT}, to the other program: the answer to
     * {@link Notice.Superseded}.
     */
    record Yielded(int line) implements Request {
        public Yielded {
            if (line != ACCOUNT) {
                requireLine(line);
            }
        }
    }

    /** No longer. */
    record Unwatch(int line) implements Request {
        public Unwatch {
            requireLine(line);
        }
    }

    /** Pass this to the owner on that line. */
    record ToOwner(int line, Octets envelope) implements Request {
        public ToOwner {
            requireLine(line);
            envelope.requireLength(Sealer.ENVELOPE_LENGTH, "envelope");
        }
    }

    /** Pass this to my reader. */
    record ToReader(Octets reader, Octets envelope) implements Request {
        public ToReader {
            reader.requireLength(32, "reader hash");
            envelope.requireLength(Sealer.ENVELOPE_LENGTH, "envelope");
        }
    }

    /** Say something, so that I know that you are there. */
    record Ping() implements Request {}

    private static void requireLine(int line) {
        if (line < 0 || line >= MAX_LINES) {
            throw new IllegalArgumentException("line must be 0 to " + (MAX_LINES - 1) + ", but is " + line);
        }
    }
}
