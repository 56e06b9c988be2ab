/** What a bundler for browsers puts in the place of Node's crypto: nothing. */
