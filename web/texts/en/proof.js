export default {
  "title": "Confirm it's you",
  "body": "This needs your password once more. You will not be asked again for ten minutes.",
  "action": "Continue"
};
