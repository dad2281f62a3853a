package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Reads a block: a header of 80 bytes, a count, and transactions, with or without witnesses (BIP 144). What is allotted is bounded
 * by the bytes that are there; the hash of a transaction is made only if it pays somebody who is watched.
 */
final class BlockReader {
    private static final int OUTPOINT = 36;
    /** The longest script that somebody may be watched by: P2TR. */
    private static final int LONGEST_SCRIPT = 34;

    private static final int SHORTEST_SCRIPT = 22;
    private static final long MOST_SATOSHI = 2_100_000_000_000_000L;

    private final byte[] bytes;
    private final ByteBuffer in;
    private final Set<Octets> watched;

    BlockReader(byte[] bytes, Set<Octets> watched) {
        this.bytes = bytes;
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.watched = watched;
    }

    private interface Reading<T> {
        T run() throws MalformedBlockException;
    }

    private <T> T whole(Reading<T> reading) throws MalformedBlockException {
        if (bytes.length > ChainBlock.MAX_BYTES) {
            throw wrong("more than " + ChainBlock.MAX_BYTES + " bytes");
        }
        try {
            T read = reading.run();
            if (in.hasRemaining()) {
                throw wrong("something follows that does not belong to it");
            }
            return read;
        } catch (BufferUnderflowException cut) {
            throw new MalformedBlockException("it is cut short", in.position(), cut);
        }
    }

    List<BlockOutput> single() throws MalformedBlockException {
        return whole(() -> {
            List<BlockOutput> outputs = new ArrayList<>();
            transaction(outputs);
            return outputs;
        });
    }

    ChainBlock block() throws MalformedBlockException {
        return whole(() -> {
            skip(BlockHeader.LENGTH);
            List<BlockOutput> outputs = new ArrayList<>();
            long transactions = count();
            if (transactions == 0) {
                throw wrong("a block without transactions");
            }
            for (long i = 0; i < transactions; i++) {
                transaction(outputs);
            }
            BlockHeader header = BlockHeader.read(bytes);
            return new ChainBlock(header.hash(), header.previous(), header.timeSeconds(), outputs);
        });
    }

    private void transaction(List<BlockOutput> found) throws MalformedBlockException {
        int begin = in.position();
        in.getInt();
        int body = in.position();
        long inputs = count();
        boolean witnesses = inputs == 0;
        if (witnesses) {
            if (in.get() != 1) {
                throw wrong("a transaction without inputs");
            }
            body = in.position();
            inputs = count();
        }
        if (inputs == 0) {
            throw wrong("a transaction without inputs");
        }
        for (long i = 0; i < inputs; i++) {
            skip(OUTPOINT);
            skip(count());
            in.getInt();
        }
        List<Paid> paid = outputs();
        int bodyEnd = in.position();
        if (witnesses) {
            for (long i = 0; i < inputs; i++) {
                for (long items = count(); items > 0; items--) {
                    skip(count());
                }
            }
        }
        int lockTime = in.position();
        in.getInt();
        if (!paid.isEmpty()) {
            Octets hash = Octets.of(Hashes.twice(
                    Arrays.copyOfRange(bytes, begin, begin + 4),
                    Arrays.copyOfRange(bytes, body, bodyEnd),
                    Arrays.copyOfRange(bytes, lockTime, lockTime + 4)));
            paid.forEach(one -> found.add(new BlockOutput(hash, one.number, one.satoshi, one.script)));
        }
    }

    private record Paid(int number, long satoshi, Octets script) {}

    private List<Paid> outputs() throws MalformedBlockException {
        List<Paid> paid = new ArrayList<>();
        long outputs = count();
        for (long i = 0; i < outputs; i++) {
            long satoshi = in.getLong();
            if (satoshi < 0 || satoshi > MOST_SATOSHI) {
                throw wrong("an output of more than there is");
            }
            long length = count();
            int at = in.position();
            skip(length);
            if (length >= SHORTEST_SCRIPT && length <= LONGEST_SCRIPT) {
                Octets script = Octets.of(Arrays.copyOfRange(bytes, at, at + (int) length));
                if (watched.contains(script)) {
                    paid.add(new Paid((int) i, satoshi, script));
                }
            }
        }
        return paid;
    }

    private void skip(long length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + (int) length);
    }

    /** A count in its shortest form, of no more things than there are bytes left. */
    private long count() throws MalformedBlockException {
        int first = in.get() & 0xff;
        long count = switch (first) {
            case 253 -> in.getShort() & 0xffffL;
            case 254 -> in.getInt() & 0xffff_ffffL;
            case 255 -> in.getLong();
            default -> first;
        };
        boolean shortest = first < 253
                || (first == 253 && count >= 253)
                || (first == 254 && count > 0xffffL)
                || (first == 255 && count > 0xffff_ffffL);
        if (!shortest || count > in.remaining()) {
            throw wrong("a count that cannot be");
        }
        return count;
    }

    private MalformedBlockException wrong(String what) {
        return new MalformedBlockException(what, in.position(), null);
    }
}
