package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.signup.bitcoin.ElectrumHistories.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain by an Electrum server. It is not believed: of each payment it must prove that a block has it, and of each block
 * that somebody has worked for it and that it follows the one before. What it can do is to say nothing. Keeps one connection, and makes
 * it anew when something was wrong with it.
 */
public final class ElectrumFollower implements ChainSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** So long no chain goes without a block. */
    private static final long STILL_SECONDS = 6 * 3_600;
    /** How far back payments are told of that were not told of in time: two weeks, mostly. */
    private static final int LATE_BLOCKS = 2_016;
    /** Blocks that are looked at anew at a time, because of what is said of them: more often only a liar changes its mind. */
    private static final int LATE_LOOKS = 500;

    /** Makes connections. */
    interface Connector {
        ElectrumLine connect() throws ChainException;
    }

    private record Session(ElectrumLine line, ElectrumChain chain, ElectrumHistories histories) {}

    private record Told(Octets transaction, int height) {}

    private final Connector connector;
    private final @Nullable BitcoinNetwork wanted;
    private final Set<Told> told = new HashSet<>();
    private Set<Octets> looked = new HashSet<>();
    private volatile @Nullable Session session;

    /** @param wanted the network that it must be on, or null for any */
    ElectrumFollower(Connector connector, @Nullable BitcoinNetwork wanted) {
        this.connector = connector;
        this.wanted = wanted;
    }

    /** Follows by the server at that place, which is connected to when something is asked. */
    public static ElectrumFollower of(ElectrumPlace place, @Nullable BitcoinNetwork wanted) {
        return new ElectrumFollower(() -> new ElectrumConnection(place, PATIENCE), wanted);
    }

    /** The place with its pin: if it had none, that of whoever is there now. */
    public static ElectrumPlace pinned(ElectrumPlace place) throws ChainException {
        try (ElectrumConnection connection = new ElectrumConnection(place, PATIENCE)) {
            return new ElectrumPlace(place.server(), connection.pin());
        }
    }

    private Session session() throws ChainException {
        Session present = session;
        if (present == null) {
            ElectrumLine line = connector.connect();
            try {
                ElectrumChain chain = ElectrumChain.at(line);
                if (wanted != null && chain.network() != wanted) {
                    throw new ChainException(
                            "the Electrum server is on another network than the addresses: not on " + wanted.chain());
                }
                present = new Session(line, chain, new ElectrumHistories(line));
                session = present;
            } finally {
                if (session == null) {
                    line.close();
                }
            }
        }
        return present;
    }

    private interface Talk<T> {
        T in(Session session) throws ChainException;
    }

    private <T> T talk(Talk<T> talk) throws ChainException {
        boolean isWell = false;
        try {
            T said = talk.in(session());
            isWell = true;
            return said;
        } finally {
            if (!isWell) {
                close();
            }
        }
    }

    @Override
    public BitcoinNetwork network() throws ChainException {
        return talk(session -> session.chain().network());
    }

    @Override
    public ChainStep next(int height, @Nullable Octets hash, Set<Octets> watched, long nowSeconds)
            throws ChainException {
        return talk(session -> next(session, height, hash, watched, nowSeconds));
    }

    private ChainStep next(Session session, int height, @Nullable Octets hash, Set<Octets> watched, long nowSeconds)
            throws ChainException {
        ElectrumChain chain = session.chain();
        ElectrumChain.Tip tip = chain.tip();
        if (chain.network() != BitcoinNetwork.REGTEST && tip.header().timeSeconds() < nowSeconds - STILL_SECONDS) {
            throw new ChainException("the Electrum server is behind: its last block, " + tip.height() + ", is "
                    + (nowSeconds - tip.header().timeSeconds()) / 3_600 + " hours old");
        }
        if (hash == null) {
            return new ChainStep.Begun(tip.height(), tip.header().hash());
        }
        if (tip.height() < height) {
            throw new ChainException("the Electrum server is behind: it has " + tip.height() + " blocks, and " + height
                    + " were seen before");
        }
        BlockHeader last = tip.height() == height ? tip.header() : chain.header(height);
        if (!last.hash().equals(hash)) {
            // Whoever says that a block has gone must show what is there instead, up to the end.
            chain.headers(height, Math.min(tip.height(), height + LATE_BLOCKS));
            told.removeIf(one -> one.height() >= height);
            return new ChainStep.Undone();
        }
        told.removeIf(one -> one.height() <= height - LATE_BLOCKS);
        session.histories().follow(watched);
        ChainStep found = found(session, height, last, watched);
        if (found != null) {
            return found;
        }
        return tip.height() == height ? new ChainStep.Still() : block(session, height + 1, last, watched);
    }

    private ChainStep block(Session session, int height, BlockHeader before, Set<Octets> watched)
            throws ChainException {
        BlockHeader header = session.chain().header(height);
        if (!header.follows(before, height, session.chain().network())) {
            if (header.previous().equals(before.hash())) {
                throw new ChainException("the Electrum server shows a block for which too little was worked: it lies");
            }
            // The chain has changed: the next look finds out.
            return new ChainStep.Still();
        }
        List<BlockOutput> outputs = paidIn(session, height, header, watched);
        return new ChainStep.Next(
                height, new ChainBlock(header.hash(), header.previous(), header.timeSeconds(), outputs));
    }

    /** Payments of blocks that were followed before: notices may come behind the block. */
    private @Nullable ChainStep found(Session session, int followed, BlockHeader last, Set<Octets> watched)
            throws ChainException {
        for (int looks = 0; looks < LATE_LOOKS; looks++) {
            Optional<Entry> late = session.histories().all().stream()
                    .filter(entry -> entry.height() > 0
                            && entry.height() <= followed
                            && entry.height() > followed - LATE_BLOCKS
                            && !told.contains(new Told(entry.transaction(), entry.height())))
                    .min(Comparator.comparingInt(Entry::height));
            if (late.isEmpty()) {
                return null;
            }
            int height = late.get().height();
            BlockHeader header = session.chain().linked(height, followed, last);
            List<BlockOutput> outputs = paidIn(session, height, header, watched);
            if (!outputs.isEmpty()) {
                return new ChainStep.Found(height, header.timeSeconds(), outputs);
            }
        }
        return null;
    }

    /** What that block pays to those who are watched, all of it proven. */
    private List<BlockOutput> paidIn(Session session, int height, BlockHeader header, Set<Octets> watched)
            throws ChainException {
        Set<BlockOutput> outputs = new HashSet<>();
        for (Entry entry : session.histories().all()) {
            if (entry.height() == height) {
                List<BlockOutput> proven = session.chain().proven(entry.transaction(), height, header, watched);
                if (proven != null) {
                    outputs.addAll(proven);
                    told.add(new Told(entry.transaction(), height));
                } else if (session.histories().readAnew(entry.script()).contains(entry)) {
                    throw new ChainException("the Electrum server names a payment in block " + height
                            + " and does not prove it: it lies, or its chain changes just now");
                }
            }
        }
        return List.copyOf(outputs);
    }

    @Override
    public List<BlockOutput> waiting(Set<Octets> watched) throws ChainException {
        return talk(session -> waiting(session, watched));
    }

    private List<BlockOutput> waiting(Session session, Set<Octets> watched) throws ChainException {
        session.histories().follow(watched);
        Set<Octets> now = new HashSet<>();
        List<BlockOutput> found = new ArrayList<>();
        for (Entry entry : session.histories().all()) {
            if (entry.height() <= 0 && now.add(entry.transaction()) && !looked.contains(entry.transaction())) {
                List<BlockOutput> outputs = session.chain().outputs(entry.transaction(), watched);
                if (outputs == null) {
                    // It has gone since, or will be asked for again.
                    now.remove(entry.transaction());
                } else {
                    found.addAll(outputs);
                }
            }
        }
        looked = now;
        return found;
    }

    @Override
    public void close() {
        Session present = session;
        session = null;
        if (present != null) {
            present.line().close();
        }
    }
}
