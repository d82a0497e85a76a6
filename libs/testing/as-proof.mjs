/** The set-up of Jest's project `proof`: before a test file reads its environment. */
process.env.TEST_PROOF = 'yes';
