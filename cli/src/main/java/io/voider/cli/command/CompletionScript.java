package io.voider.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What shells complete command lines with: a table of commands, options and their values, taken from the program, and what looks
 * a word up in it. Only names of the phone book are asked for when they are needed.
 */
final class CompletionScript {
    /** Marks what is a name of the phone book. */
    static final class PhoneBook implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.<String>of().iterator();
        }
    }

    private static final String HEAD = """
        # Completion of voider for bash; zsh reads it by way of bashcompinit.
        # What may stand at a place: words, or @names, @files, @directories, @unknown.

        # _voider_at COMMAND: sets what may follow.
        _voider_at() {
            commands= options= values=
            case $1 in
        """;
    private static final String BETWEEN = """
            esac
        }

        # _voider_option COMMAND OPTION: sets the values; fails if the option takes none.
        _voider_option() {
            case "$1 $2" in
        """;
    private static final String TAIL = """
                *) return 1 ;;
            esac
        }

        _voider() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} at=voider
            local commands options values listed= given home= i IFS=$' \\t\\n'
            [[ $word != = ]] || word=
            [[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
            for ((i = 1; i < COMP_CWORD; i++)); do
                given=${COMP_WORDS[i]}
                if _voider_option "$at" "$given"; then
                    # What follows is its value, and no command.
                    i=$((i + 1))
                    [[ ${COMP_WORDS[i]-} != = ]] || i=$((i + 1))
                    [[ $given != --home ]] || home=${COMP_WORDS[i]-}
                else
                    _voider_at "$at"
                    [[ " $commands " != *" $given "* ]] || at="$at $given"
                fi
            done
            _voider_at "$at"
            if ! _voider_option "$at" "$before"; then
                if [[ $word == -* ]]; then values=$options; else values="$commands $values"; fi
            fi
            # Several values have commas between them.
            if [[ $word == *,* && $values != *@* ]]; then listed=${word%,*}, word=${word##*,}; fi
            IFS=$'\\n'
            case $values in
                *@names*)
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=()
                    # As it was typed, quotes and all, it is the beginning of no name.
                    word=${word#[\\"\\']} word=${word//\\\\/}
                    home=${home//[\\"\\'\\\\]/} home=${home/#\\~/$HOME}
                    while read -r i; do
                        [[ $i != "$word"* ]] || COMPREPLY+=("$i")
                    done < <(voider ${home:+"--home=$home"} names 2>/dev/null)
                    ;;
                *@files*)
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=()
                    while read -r i; do COMPREPLY+=("$i"); done < <(compgen -f -- "$word")
                    ;;
                *@directories*)
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=()
                    while read -r i; do COMPREPLY+=("$i"); done < <(compgen -d -- "$word")
                    ;;
                *@unknown*) COMPREPLY=() ;;
                *) COMPREPLY=($(compgen -P "$listed" -W "${values// /$'\\n'}" -- "$word")) ;;
            esac
        }

        complete -F _voider voider
        """;

    private CompletionScript() {}

    /** The whole script. */
    static String of(CommandLine program) {
        StringBuilder places = new StringBuilder();
        StringBuilder options = new StringBuilder();
        describe("voider", program, places, options);
        return HEAD + places + BETWEEN + options + TAIL;
    }

    private static void describe(String name, CommandLine command, StringBuilder places, StringBuilder options) {
        CommandSpec spec = command.getCommandSpec();
        Map<String, CommandLine> commands = new LinkedHashMap<>(command.getSubcommands());
        commands.values()
                .removeIf(below -> below.getCommandSpec().usageMessage().hidden());
        List<String> names = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            names.addAll(List.of(option.names()));
            if (option.arity().max() > 0) {
                options.append("        '")
                        .append(name)
                        .append(' ')
                        .append(String.join("' | '" + name + " ", option.names()))
                        .append("') values='")
                        .append(values(option))
                        .append("' ;;\n");
            }
        }
        String values = spec.positionalParameters().isEmpty()
                ? ""
                : values(spec.positionalParameters().get(0));
        places.append("        '")
                .append(name)
                .append("') commands='")
                .append(String.join(" ", commands.keySet()))
                .append("' options='")
                .append(String.join(" ", names))
                .append("' values='")
                .append(values.equals("@unknown") ? "" : values)
                .append("' ;;\n");
        commands.forEach((child, below) -> describe(name + " " + child, below, places, options));
    }

    private static String values(ArgSpec argument) {
        Iterable<String> candidates = argument.completionCandidates();
        if (candidates instanceof PhoneBook) {
            return "@names";
        }
        if (candidates != null) {
            return String.join(" ", candidates).toLowerCase(Locale.ROOT);
        }
        boolean isPath = List.of(argument.typeInfo().getType(), argument.auxiliaryTypes()[0])
                .contains(Path.class);
        if (!isPath) {
            return "@unknown";
        }
        return argument.paramLabel().equals("DIR") ? "@directories" : "@files";
    }
}
