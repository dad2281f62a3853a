package io.voider.nat.rendezvous.account;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.journal.Journal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All accounts and their readers in memory, as the changes made them. Applying a change twice is harmless. */
public final class AccountTable implements Journal.Table<AccountChange> {
    /** One node's account. */
    public static final class Account {
        private final String name;
        private final Octets owner;
        private final Set<Octets> readers = new LinkedHashSet<>();

        private Account(String name, Octets owner) {
            this.name = name;
            this.owner = owner;
        }

        public String name() {
            return name;
        }

        /** SHA-256 of the owner's secret. */
        public Octets owner() {
            return owner;
        }

        /** SHA-256 of each reader's secret. */
        public Set<Octets> readers() {
            return readers;
        }

        /** What must change so that these, and no others, are the readers. */
        public List<AccountChange> changesToHave(Set<Octets> wanted) {
            List<AccountChange> changes = new ArrayList<>();
            for (Octets reader : readers) {
                if (!wanted.contains(reader)) {
                    changes.add(new AccountChange.ReaderRevoked(name, reader));
                }
            }
            for (Octets reader : wanted) {
                if (!readers.contains(reader)) {
                    changes.add(new AccountChange.ReaderAdmitted(name, reader));
                }
            }
            return changes;
        }
    }

    private final Map<String, Account> byName = new LinkedHashMap<>();
    private final Map<Octets, Account> byOwner = new LinkedHashMap<>();
    private final Map<Octets, Account> byReader = new LinkedHashMap<>();

    public @Nullable Account ofName(String name) {
        return byName.get(name);
    }

    public @Nullable Account ofOwner(Octets owner) {
        return byOwner.get(owner);
    }

    public @Nullable Account ofReader(Octets reader) {
        return byReader.get(reader);
    }

    @Override
    public void apply(AccountChange change) {
        if (change instanceof AccountChange.AccountAdded added) {
            if (!byName.containsKey(added.account())) {
                Account account = new Account(added.account(), added.owner());
                byName.put(account.name, account);
                byOwner.put(account.owner, account);
            }
            return;
        }
        Account account = byName.get(change.account());
        if (account == null) {
            return;
        }
        if (change instanceof AccountChange.AccountRemoved) {
            byName.remove(account.name);
            byOwner.remove(account.owner);
            account.readers.forEach(byReader::remove);
        } else if (change instanceof AccountChange.ReaderAdmitted admitted) {
            if (byReader.putIfAbsent(admitted.reader(), account) == null) {
                account.readers.add(admitted.reader());
            }
        } else if (change instanceof AccountChange.ReaderRevoked revoked && account.readers.remove(revoked.reader())) {
            byReader.remove(revoked.reader());
        }
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    @Override
    public List<AccountChange> asChanges() {
        List<AccountChange> changes = new ArrayList<>();
        for (Account account : byName.values()) {
            changes.add(new AccountChange.AccountAdded(account.name, account.owner));
            for (Octets reader : account.readers) {
                changes.add(new AccountChange.ReaderAdmitted(account.name, reader));
            }
        }
        return changes;
    }
}
