export default {
  "title": "Confirm it's you",
  "body": "This needs your password once more. You will not be asked again for ten minutes.",
  "factorBody": "This needs your second factor once more. You will not be asked again for ten minutes.",
  "action": "Continue",
  "code": "Code",
  "codeHint": "The six digits that your app shows.",
  "enterCode": "Enter the code that your app shows.",
  "recoveryCode": "Recovery code",
  "recoveryHint": "One of those that you kept when you turned the second factor on. It works once.",
  "enterRecoveryCode": "Enter one of your recovery codes.",
  "useRecoveryCode": "Use a recovery code",
  "useCode": "Use the app",
  "usePasskey": "Use a passkey",
  "passkeyHint": "Your browser asks for your passkey next.",
  "providerBody": "Your account has no password, so sign in again: that shows who you are. You come back here, and will not be asked again for ten minutes.",
  "signInAgain": "Sign in again"
};
