/** What a bundler for browsers puts in place of Node's crypto: nothing. */
