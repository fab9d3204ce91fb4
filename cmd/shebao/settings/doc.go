// Package settings is how a command comes to its settings: from the command line,
// else from variables of the environment, else from a YAML file, whose keys are
// the names of the flags. All that is wrong with them is named at once, with
// where it stands and what was probably meant, and what they come to is printed
// as a file that can be read again, without passwords.
//
// It stands apart because all commands are alike in it. It knows the flags that a
// command has and the forms of their values, and nothing of what any of them is
// for: what does not go together, and what a setting leads to, its command says.
package settings
